"""What changed from one build to the next: bounded, kept, and only what changed."""

import resource
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from pipelines.building.history import (
    KEPT,
    MOST,
    SHOWN,
    History,
    State,
    changes,
    sparing,
    states_of,
    with_history,
)
from pipelines.errors import LedgerError
from pipelines.storage.ledger import Row
from tests.indexer.library import MAPPINGS, SCHEMA, artefact, blueprint
from tests.pipelines.building.test_judgements import document

BEFORE = {
    "ward": State({"a": "1", "b": "1", "same": "1"}, (("technology", "epr"),)),
    "gone": State({"a": "1"}, ()),
}
DAY = "2026-03-01T10:00:00+00:00"


@pytest.fixture
def history(tmp_path):
    return History(tmp_path / "history.db")


def entry(day="", **lists):
    empty = {n: [] for n in ("added", "removed", "changed", "gained", "lost")}
    told = {"date": day or DAY, "first": False, **empty, "cut": 0}
    return {**told, "audience": ["everyone"], **lists}


def test_files_and_labels_that_changed():
    now = {"ward": State({"b": "2", "c": "1", "same": "1"}, (("technology", "rpa"),))}
    found = changes(BEFORE, now, DAY)
    assert found["gone"] == entry(removed=["a"])
    assert found["ward"] == entry(
        added=["c"],
        removed=["a"],
        changed=["b"],
        gained=[{"field": "technology", "value": "rpa"}],
        lost=[{"field": "technology", "value": "epr"}],
    )


def test_the_first_labels_of_a_blueprint_are_no_change():
    now = {"ward": State({"a": "1"}, (("technology", "epr"),))}
    assert changes({}, now, DAY)["ward"] == entry(added=["a"], first=True)


def test_a_label_that_comes_is_a_change_though_no_file_is_another():
    epr = State({"a": "1"}, (("technology", "epr"),))
    found = changes({"ward": State({"a": "1"}, ())}, {"ward": epr}, DAY)
    assert found["ward"] == entry(gained=[technology("epr")])


def test_nothing_changed_is_no_entry():
    assert changes(BEFORE, dict(BEFORE), DAY) == {}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (["everyone"], ["everyone"], ["everyone"]),
        (["finance"], ["everyone"], ["finance"]),
        (["everyone"], ["finance"], ["finance"]),
        (["finance", "board"], ["board", "staff"], ["board"]),
        (["finance"], ["board"], []),
        ([], ["everyone"], []),  # written before audiences were kept
    ],
)
def test_what_was_closed_is_not_told_when_it_is_opened(history, old, new, told):
    history.write({"ward": State({"a": "1"}, (), tuple(old))}, {})
    now = {"ward": State({"b": "1"}, (), tuple(new))}
    assert changes(history.states(), now, DAY)["ward"]["audience"] == told
    opened = {"ward": State({"a": "1"}, (), tuple(new))}
    assert changes(history.states(), opened, DAY) == {}


def test_a_file_too_large_to_be_read_has_changed_where_its_stamp_has():
    film = Row("ward/film.mp4", "ward", "ward", stamp="1")
    before, now = (
        states_of([replace(film, stamp=stamp)], [document()], SCHEMA) for stamp in "12"
    )
    assert changes(before, now, DAY)["ward"]["changed"] == ["film.mp4"]


def test_a_file_that_was_only_copied_anew_has_not_changed():
    plan = Row("ward/plan.txt", "ward", "ward", digest="d" * 64)
    before, now = (
        states_of([replace(plan, stamp=stamp)], [document()], SCHEMA) for stamp in "12"
    )
    assert changes(before, now, DAY) == {}


def test_nobody_is_known_to_have_seen_what_was_kept_without_an_audience(history):
    history.write({"ward": State({"a": "1"}, ())}, {})
    with closing(sqlite3.connect(history.path)) as db, db:
        db.execute("UPDATE states SET state = json_remove(state, '$.audience')")
    now = {"ward": State({"b": "1"}, ())}
    assert changes(history.states(), now, DAY)["ward"]["audience"] == []


def test_a_long_list_is_cut_and_counted():
    many = {str(n): "1" for n in range(MOST + 7)}
    found = changes({}, {"ward": State(many, ())}, DAY)["ward"]
    assert (len(found["added"]), found["cut"], found["first"]) == (MOST, 7, True)


def test_the_last_entries_are_kept(history):
    for n in range(KEPT + 5):
        history.write(BEFORE, {"ward": entry(f"day {n}")})
    history.write(BEFORE, {"other": entry()})
    assert history.states() == BEFORE
    kept = history.entries()
    assert len(kept["ward"]) == KEPT
    assert kept["ward"][0]["date"] == f"day {KEPT + 4}"
    assert list(history.entries("other")) == ["other"]
    (shown,) = with_history([document()], {"ward": entry("now")}, kept)
    assert len(shown.stored["history"]) == SHOWN
    assert shown.stored["history"][0]["date"] == "now"


def test_a_build_without_change_writes_nothing(history):
    history.write({}, {})
    assert not history.path.exists()
    history.write(BEFORE, {})
    written = history.path.read_bytes()
    history.write(BEFORE, {})
    assert history.path.read_bytes() == written


def technology(value):
    return {"field": "technology", "value": value}


PURGED = {"ward": State({"a": "1"}, (("technology", "ours"),))}
FULL = {
    "ward": entry(
        added=["a", "gone.txt"],
        gained=[technology("epr"), technology("ours"), technology("gone-too")],
        cut=1,
    ),
    "closed": entry(removed=["gone.txt"]),
}
SPARED = entry(added=["a"], gained=[technology("epr"), technology("ours")], cut=3)


def test_names_of_what_is_gone_are_taken_out_of_what_was_told(history):
    spare = sparing(PURGED, MAPPINGS)
    history.clean(spare)
    assert not history.path.exists()
    history.write(PURGED, FULL)
    assert history.naming(spare) == 3
    history.clean(spare)
    assert history.entries() == {"ward": [SPARED]}
    assert b"gone" not in history.path.read_bytes()
    assert history.naming(spare) == 0
    assert history.states() == PURGED


def test_a_blueprint_alone_has_a_history_and_only_of_what_may_be_named():
    own = artefact("ward-a", "ward", "Plan", ["x"])
    documents = [own, blueprint("ward", "Ward", [own]), blueprint("closed", "C", [])]
    assert list(states_of([], documents, SCHEMA)) == ["ward", "closed"]
    told = {**FULL, "ward-a": entry()}
    file, ward, closed = with_history(documents, told, {})
    assert (file, ward.stored["history"]) == (own, [FULL["ward"]])
    assert closed.stored["history"] == [FULL["closed"]]
    spare = sparing(PURGED, MAPPINGS)
    file, ward, closed = with_history(documents, told, {}, spare)
    assert (file, ward.stored["history"]) == (own, [SPARED])
    assert closed == documents[2]


def test_a_damaged_file_is_named(history):
    history.path.write_bytes(b"no database, and longer than its header" * 99)
    with pytest.raises(LedgerError, match=r"history\.db"):
        history.states()


@pytest.mark.parametrize("damage", ["CAST(x'ff' AS TEXT)", "'torn'", "'{}'"])
def test_a_damaged_text_in_it_is_said_with_the_way_out(history, damage):
    history.write(BEFORE, {})
    with closing(sqlite3.connect(history.path)) as db, db:
        db.execute(f"UPDATE states SET state = {damage}")
    with pytest.raises(LedgerError, match=r"is damaged .*; move it away"):
        history.states()


def test_it_is_written_when_a_full_disk_has_room_again(history):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    # No file may have a byte: as on a full disk, writing ends with an error.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        with pytest.raises(LedgerError, match=r"history\.db: disk I/O error$"):
            history.write(BEFORE, {})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    history.write(BEFORE, {})
    assert history.states() == BEFORE
