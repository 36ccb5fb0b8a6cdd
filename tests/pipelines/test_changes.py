"""What a run does about each path: by what the ledger knows and what was found."""

from dataclasses import replace

import pytest

from pipelines.changes import (
    MANY,
    behind,
    check,
    check_lost,
    compare,
)
from pipelines.errors import LibraryError
from pipelines.ids import artefact_id, blueprint_ids
from pipelines.library import METADATA, Skipped, Source
from pipelines.storage.ledger import Row


def good(suffix):
    """The extractors that may have read a file."""
    return ("tika 3", "native 9") if suffix == ".doc" else ("native 9",)


def source(path, stamp="1"):
    folder, _, inner = path.partition("/")
    return Source(f"file:///l/{path}", folder, inner, 7, stamp, "2026-01-01")


def read(path, **more):
    """The row of a file that was read."""
    folder, _, inner = path.partition("/")
    row = Row(path, folder, folder, artefact_id(folder, inner), digest=path, stamp="1")
    row = replace(row, extractor="native 9", outcome="indexed", size=7)
    return replace(row, **{"uri": f"file:///l/{path}", **more})


def inside(path, container, **more):
    """The row of what is packed in a file."""
    return read(path, **{"parent": container, "stamp": "", "uri": "stored", **more})


def left(path, reason="hidden", stamp="1"):
    """The row of a file that is not read."""
    folder = path.partition("/")[0] if "/" in path else ""
    return Row(path, folder, outcome="skipped", reason=reason, stamp=stamp)


def again(found, before, **how):
    """The paths that are to be read, and those that are only written."""
    changes = compare(found, before, good, **how)
    pending = {row.path for row in changes.pending}
    return pending, {row.path for row in changes.rows} - pending


def test_a_new_file_is_read_and_one_that_is_known_is_not():
    new = source("a/new.txt")
    changes = compare([source("a/x.txt"), new], [read("a/x.txt")], good)
    (row,) = changes.rows
    assert (row.uri, row.size, row.stamp) == (new.uri, 7, "1")
    assert (row.modified, row.outcome) == ("2026-01-01", "pending")
    assert (row.folder, row.blueprint, row.inner) == ("a", "a", "new.txt")
    assert row.id == artefact_id("a", "new.txt")
    assert (changes.gone, changes.deleted) == ((), 0)


@pytest.mark.parametrize(
    ("before", "read_again"),
    [
        ({}, False),
        ({"stamp": "0"}, True),
        ({"outcome": "pending"}, True),  # the run was ended before it was read
        ({"extractor": "native 8"}, True),
        ({"extractor": ""}, False),  # too large for any
        ({"outcome": "failed"}, False),
        ({"outcome": "skipped", "reason": "hidden"}, True),  # the rule was another one
    ],
)
def test_what_is_known_is_read_again_where_something_changed(before, read_again):
    found = again([source("a/x.txt")], [read("a/x.txt", **before)])
    assert found == ({"a/x.txt"} if read_again else set(), set())


def test_each_kind_of_file_has_its_extractors():
    known = [read("a/x.doc", extractor="tika 3"), read("a/y.txt", extractor="tika 3")]
    found = [source("a/x.doc"), source("a/y.txt")]
    assert again(found, known) == ({"a/y.txt"}, set())


def test_what_failed_is_read_again_on_demand_and_all_of_it_too():
    known = [read("a/x"), read("a/y", outcome="failed"), read("a/z", outcome="partial")]
    found = [source(row.path) for row in known]
    assert again(found, known) == (set(), set())
    assert again(found, known, retry=True) == ({"a/y"}, set())
    assert again(found, known, fresh=True) == ({"a/x", "a/y", "a/z"}, set())


def test_a_file_that_is_left_aside_is_written_where_the_reason_is_new():
    known = [left("a/.x"), left("a/.y", "not a regular file"), read("a/b")]
    found = [Skipped(r.path, "hidden", stamp="1") for r in known]
    assert again(found, known) == (set(), {"a/.y", "a/b"})
    loose = Skipped("loose.txt", "not inside a Blueprint folder", 3, "1")
    row, other = compare([loose, found[0]], [], good).rows
    assert (row.folder, row.size, row.outcome) == ("", 3, "skipped")
    assert (row.reason, row.blueprint, row.id) == (loose.reason, "", "")
    assert (other.folder, other.blueprint, other.id) == ("a", "", "")


def test_what_is_out_of_reach_is_counted_in_a_ledger_that_had_no_place_of_it_too():
    known = [left("a/b", "permission denied", ""), left("a/.x", "hidden", "")]
    found = [
        Skipped("a/b", "permission denied", uri="file:///l/a/b"),
        Skipped("a/.x", "hidden"),
    ]
    (row,) = compare(found, known, good).rows
    assert (row.path, row.unread, known[1].unread) == ("a/b", True, False)
    assert compare(found, [row, known[1]], good).rows == ()


def test_what_is_gone_goes_with_all_inside_it_and_skipped_files_do_not_count():
    known = [
        read("a/p.zip"),
        inside("a/p.zip!/q.zip", "a/p.zip"),
        inside("a/p.zip!/q.zip!/x", "a/p.zip!/q.zip"),
        inside("a/p.zip!/.y", "a/p.zip", outcome="skipped"),
        left("a/.z"),
        read("a/stays.zip"),
        inside("a/stays.zip!/x", "a/stays.zip"),
    ]
    changes = compare([source("a/stays.zip")], known, good)
    assert set(changes.gone) == {"a/p.zip", "a/.z"}
    assert (changes.rows, changes.deleted) == ((), 3)


@pytest.mark.parametrize(
    ("member", "walked"),
    [
        ({}, False),
        ({"extractor": "native 8"}, True),
        ({"digest": ""}, True),  # damaged in the record store
        ({"extractor": "", "outcome": "skipped"}, False),  # left aside for good
    ],
)
def test_a_container_is_walked_again_for_what_is_deep_inside(member, walked):
    known = [
        read("a/p.zip"),
        inside("a/p.zip!/q.zip", "a/p.zip"),
        inside("a/p.zip!/q.zip!/x", "a/p.zip!/q.zip", **member),
    ]
    found = again([source("a/p.zip")], known)
    assert found == ({"a/p.zip"} if walked else set(), set())


def test_files_get_the_id_of_their_blueprint_when_a_folder_of_like_name_comes():
    folder = "Ward plan"
    plain = {"blueprint": "ward-plan", "id": "old"}
    known = [
        left(f"{folder}/.z"),
        read(f"{folder}/p.zip", **plain),
        inside(f"{folder}/p.zip!/x", f"{folder}/p.zip", **plain),
        read(f"{folder}/changed", **plain),
    ]
    found = [source(f"{folder}/p.zip"), source("ward-plan/y")]
    found.append(source(f"{folder}/changed", "2"))
    found.append(Skipped(f"{folder}/.z", "hidden", stamp="1"))
    changes = compare(found, known, good)
    id_ = blueprint_ids([folder, "ward-plan"])[folder]
    assert id_ != "ward-plan"
    moved = [r for r in changes.rows if r.outcome != "pending"]
    assert [(r.path, r.blueprint, r.id) for r in moved] == [
        (f"{folder}/p.zip", id_, artefact_id(id_, "p.zip")),
        (f"{folder}/p.zip!/x", id_, artefact_id(id_, "p.zip!/x")),
    ]
    assert [r.uri for r in moved] == [known[1].uri, "stored"]
    new = [(r.path, r.blueprint) for r in changes.pending]
    assert sorted(new) == [
        (f"{folder}/changed", id_),
        ("ward-plan/y", blueprint_ids([folder, "ward-plan"])["ward-plan"]),
    ]


def test_files_of_a_library_that_moved_are_where_it_is_now():
    known = [read("a/p.zip", uri="file:///old/a/p.zip")]
    known.append(inside("a/p.zip!/x", "a/p.zip"))
    (row,) = compare([source("a/p.zip")], known, good).rows
    assert row == replace(known[0], uri="file:///l/a/p.zip")


def test_the_ledger_is_behind_where_it_tells_what_the_library_has_no_more():
    known = [
        *(read(f"a/{name}") for name in ("gone", "changed", "same")),
        *(read(f"a/{name}", outcome="failed") for name in ("bad", "bad too")),
        left("a/blueprint.yaml", METADATA),
        left("a/.hidden"),
        read("a/now left"),
        read("a/moved", uri="file:///old/a/moved"),
    ]
    found = [
        *(source(f"a/{name}") for name in ("same", "bad", "new", "moved")),
        *(source(f"a/{name}", "2") for name in ("changed", "bad too")),
        Skipped("a/blueprint.yaml", METADATA, stamp="2"),
        Skipped("a/.hidden", "hidden", stamp="2"),
        Skipped("a/now left", "hidden", stamp="1"),
    ]
    told = ["bad too", "blueprint.yaml", "changed", "gone", "now left"]
    assert behind(found, known, good) == [f"a/{name}" for name in told]


@pytest.mark.parametrize(
    ("found", "known", "told"),
    [
        ([], [], "is empty"),
        ([Skipped("x.pdf", "loose")], [], r"1 in all, .* did you mean '/l'"),
        ([Skipped("a/.x", "hidden")], [], None),
        ([], [read("a/x", outcome="failed")], "but did in the last run"),
        ([Skipped("x.pdf", "loose")], [read("a/x")], "but did in the last run"),
        ([Skipped("a/.x", "h")], [read("a/x", outcome="pending")], "but did in"),
        ([source("a/x")], [read("b/x")], None),
    ],
)
def test_a_library_that_holds_no_file_is_a_mistake(found, known, told):
    if told is None:
        check("/l/library", found, known, fresh=False)
        return
    with pytest.raises(LibraryError, match=told):
        check("/l/library", found, known, fresh=False)
    if known and not found:
        check("/l/library", found, known, fresh=True)


@pytest.mark.parametrize(
    ("had", "lost", "refused"),
    [
        (MANY, MANY, True),
        (MANY - 1, MANY - 1, False),  # so few may be meant
        (2 * MANY, MANY, False),  # half of them too
        (2 * MANY - 1, MANY, True),
    ],
)
def test_a_library_that_lost_most_of_many_blueprints_is_not_believed(
    had, lost, refused
):
    # As an interrupted run leaves them that was to read all again.
    outcomes = ["indexed", "pending", "pending"]
    known = [read(f"b{n:02}/x", outcome=outcomes[n % 3]) for n in range(had)]
    known += [left(f"c{n}/.x") for n in range(50)]  # of no Blueprint in the index
    found = [source(row.path) for row in known[lost:had]]
    found += [Skipped("b00/.x", "hidden")]
    check_lost("/l", found, known, fresh=True)
    if refused:
        told = f"lost {lost} of {had} Blueprints .*, 'b00' among them"
        with pytest.raises(LibraryError, match=told):
            check_lost("/l", found, known, fresh=False)
    else:
        check_lost("/l", found, known, fresh=False)
