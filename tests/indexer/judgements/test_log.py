"""The log of people's word: a line a decision, whatever happens to the machine."""

import resource
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from indexer.judgements.log import Judgement, Log

TIME = "2026-03-01T10:00:00+00:00"


def judgement(verdict="set", value="epr", by="Ada", **other):
    about = {
        "at": TIME,
        "document": "ward",
        "blueprint": "ward",
        "path": "",
        "digest": "",
        "field": "technology",
        "label": "EPR",
        "taxonomy": "technologies",
        "why": "it says so",
    }
    return Judgement(**{**about, "verdict": verdict, "value": value, "by": by, **other})


@pytest.fixture
def log(tmp_path):
    return Log(tmp_path / "data" / "judgements.jsonl")


def read(log):
    return [line.judgement for line in log.read().lines]


def test_no_log_is_an_empty_log(log):
    assert log.read().lines == ()
    assert log.read().digest == ""


def test_what_is_added_is_read_in_order(log):
    said = [judgement(), judgement("reject", by="Bo 'é' \u2028"), judgement("confirm")]
    digests = []
    for one in said:
        log.add(one)
        digests.append(log.read().digest)
    assert read(log) == said
    assert len(set(digests)) == 3


def test_a_torn_line_costs_itself_alone(log):
    log.add(judgement(by="first"))
    with log.path.open("ab") as file:
        file.write(b'{"at": "2026-03-')  # as a power cut leaves it
    log.add(judgement(by="last"))
    words = log.read()
    assert [j and j.by for j in read(log)] == ["first", None, "last"]
    assert words.damaged == (2,)


@pytest.mark.parametrize(
    "line", ["[]", "7", "{}", '{"verdict": "set"}', "\x00", '"text"', "nul\xe9"]
)
def test_lines_that_are_no_judgement(log, line):
    log.add(judgement())
    with log.path.open("a", encoding="latin-1") as file:
        file.write(f"{line}\n")
    assert log.read().damaged == (2,)
    assert len(log.read().lines) == 2


@contextmanager
def room(bytes_):
    """No file may grow beyond so many bytes, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_what_a_full_disk_does_not_take_leaves_no_line(log):
    log.add(judgement(by="first"))
    before = log.path.read_bytes()
    some = [judgement(by="Bo"), judgement(by="Cy", why="w" * 900)]
    with room(len(before) + 400), pytest.raises(OSError, match="too large") as refused:
        log.add(*some)  # the first of them has room
    assert refused.value.filename == str(log.path)
    assert log.path.read_bytes() == before
    log.add(*some)
    assert [j.by for j in read(log)] == ["first", "Bo", "Cy"]


def test_many_at_once(log):
    said = [judgement(by=f"{n}", why="w" * 900) for n in range(60)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(log.add, said))
    assert sorted(j.by for j in read(log)) == sorted(j.by for j in said)


def test_lines_are_taken_away_for_good(log):
    for name in ("Ada", "Bea", "Cy"):
        log.add(judgement(by=name))
    log.drop([])
    log.drop([2])
    assert [one.by for one in read(log)] == ["Ada", "Cy"]
    assert b"Bea" not in log.path.read_bytes()
    log.add(judgement(by="Dee"))
    assert [one.by for one in read(log)] == ["Ada", "Cy", "Dee"]


def test_nobody_who_adds_meanwhile_loses_a_word(log):
    log.add(judgement(by="first"))
    names = [f"n{i}" for i in range(60)]

    def write(name):
        if name == "n30":
            for _ in range(20):
                log.drop([1])
        log.add(judgement(by=name))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, names))
    # Each of the 20 took one line; those that are left are whole.
    assert len(read(log)) == 61 - 20
    assert None not in read(log)
