import pytest

from indexer.searches import Search, line, read, summed


def search(text, at="2026-03-01T10:00:00Z", **more):
    told = {
        "view": "blueprints",
        "address": "/search",
        "filtered": False,
        "page": 1,
        "blueprints": 3,
        "artefacts": 9,
        "all_words": 3,
        "suggestion": "",
        "milliseconds": 20.0,
        **more,
    }
    return Search(at, text, **told)


def test_what_is_written_is_read_back_with_earlier_days_first(tmp_path):
    old, new = search("ward – “beds”\nand <more>"), search("epr", filtered=True)
    log = tmp_path / "searches.jsonl"
    log.write_text(f"{line(new)}\n", "utf-8")
    (tmp_path / "searches.jsonl.2026-02-28").write_text(f"{line(old)}\n", "utf-8")
    assert read(log) == ([old, new], 0)


@pytest.mark.parametrize(
    "row", ["{", '{"at": "2026-03-01T10:00:00Z"}', "7", line(search("a"))[:-9], "\xff"]
)
def test_lines_that_cannot_be_read_are_counted(tmp_path, row):
    log = tmp_path / "searches.jsonl"
    log.write_bytes(f"{line(search('epr'))}\n".encode() + row.encode("latin-1"))
    searches, unread = read(log)
    assert ([s.text for s in searches], unread) == (["epr"], 1)


def test_no_log_is_an_error_that_names_it(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"searches\.jsonl"):
        read(tmp_path / "searches.jsonl")


def test_a_question_is_one_however_it_is_written():
    found = summed(
        [
            search("Virtual  Ward", "2026-03-02T10:00:00Z", blueprints=5),
            search("virtual ward", "2026-03-01T10:00:00Z"),
            search("virtual ward", "2026-03-03T10:00:00Z", blueprints=1, filtered=True),
            search("epr", "2026-03-04T10:00:00Z", filtered=True, blueprints=2),
        ]
    )
    ward, epr = found.questions
    assert (ward.text, ward.searches, ward.last) == (
        "virtual ward",
        3,
        "2026-03-03T10:00:00Z",
    )
    assert (ward.blueprints, epr.blueprints) == (5, 2)  # without filters, if it can be
    assert (found.since, found.until) == (
        "2026-03-01T10:00:00Z",
        "2026-03-04T10:00:00Z",
    )


def test_what_nothing_answers_is_counted_and_listed():
    found = summed(
        [
            search("nothing", blueprints=0, artefacts=0, all_words=0),
            search("some", all_words=0, suggestion="same"),
            search("some", all_words=0, suggestion="same"),
            search("all", blueprints=0, all_words=9),
            search("", all_words=0, blueprints=0),
            search("all", page=2),
        ]
    )
    assert (found.searches, found.nothing, found.some_words, found.misspelt) == (
        5,
        1,
        3,
        2,
    )
    assert [(q.text, q.searches) for q in found.questions] == [
        ("some", 2),
        ("all", 1),
        ("nothing", 1),
    ]
    assert [q.text for q in found.unanswered] == ["some", "nothing"]


def test_times_are_those_of_first_pages():
    some = [search("a", milliseconds=float(n)) for n in range(1, 102)]
    found = summed([*some, search("a", page=2, milliseconds=9e9)])
    assert (found.median, found.slow) == (51.0, 96.0)
    assert summed([search("a", page=2)]) is None
    assert summed([search("a", milliseconds=7.0)]).slow == 7.0
