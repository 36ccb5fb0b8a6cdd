"""What a run and the next make of a library."""

import json
import os
import shutil

import fsspec
import pytest

from indexer.embedded.generations import Folder
from indexer.engine import CURRENT
from indexer.query import Query
from mappings.load import MappingError
from pipelines.building.builder import OTHER_MAPPINGS
from pipelines.command.last_run import status
from pipelines.ingest import ingest, rebuild
from pipelines.progress import Discovered, Done, Notice, Stage
from pipelines.storage.ledger import Ledger
from tests.pipelines.runs import (
    adds_up,
    index_of,
    kept_of,
    pack,
    paths,
    put,
    rows_of,
    total,
)


def test_a_library_becomes_an_index(settings, library):
    events = []
    run = ingest(settings, str(library), events.append)
    assert (run.found, run.indexed, run.parsed, run.deleted) == (3, 3, 3, 0)
    assert adds_up(run)
    assert run.built
    assert run.generation == Folder(settings.data / "index").pointed(CURRENT)
    assert total(settings, "goshawk") == 1
    assert sum(isinstance(e, Done) for e in events) == 3
    assert [e.name for e in events if isinstance(e, Stage)] == [
        "discover",
        "read",
        "enrich",
        "index",
    ]


@pytest.mark.parametrize(
    "written",
    [
        "Plan_of-works v1.2.txt",
        '"Plan_of-works v1.2.txt"',
        "name:works",
        "name:v1.2.txt",
        '"nests__index.txt"',
    ],
)
def test_a_file_is_found_by_its_name_as_it_is_written(settings, library, written):
    put(library, "ward/Plan_of-works v1.2.txt", "A heron stands in the reeds.")
    put(library, "clinic/nests__index.txt", "A heron sits on three eggs.")
    ingest(settings, str(library))
    found = index_of(settings).search(Query(text=written))
    in_name_alone = written.startswith("name:")  # a Blueprint's is its folder's
    assert found.notices == ()
    assert (found.total.blueprints, found.total.artefacts) == (not in_name_alone, 1)


def test_a_second_run_opens_and_builds_nothing_unless_told(settings, library):
    first = ingest(settings, str(library))
    for path in library.rglob("*.txt"):
        os.utime(path.parent)  # folders may change as they like
    events = []
    run = ingest(settings, str(library), events.append)
    assert (run.parsed, run.deleted, run.built) == (0, 0, False)
    assert run.generation == first.generation
    discovered = next(e for e in events if isinstance(e, Discovered))
    assert (discovered.files, discovered.to_read) == (3, 0)
    assert ingest(settings, str(library), fresh=True).parsed == 3


def test_added_changed_deleted_and_renamed(settings, library):
    put(library, "ward/kept.txt", "The same bytes at another time.")
    ingest(settings, str(library))
    put(library, "ward/new.txt", "A new file about a kestrel.")
    os.utime(library / "ward/kept.txt", (1, 1))  # another time, the same bytes
    put(library, "ward/plan.txt", "The plan now names a merlin.")
    (library / "clinic/notes.txt").unlink()
    (library / "ward/annex").rename(library / "ward/appendix")
    run = ingest(settings, str(library))
    # What was renamed has a record already.
    assert (run.found, run.parsed, run.deleted) == (4, 2, 2)
    assert total(settings, "kestrel") == total(settings, "merlin") == 1
    assert total(settings, "goshawk") == total(settings, "ospreylike") == 0
    assert paths(settings) == [
        "ward/appendix/costs.csv",
        "ward/kept.txt",
        "ward/new.txt",
        "ward/plan.txt",
    ]


def test_what_the_live_index_refused_stays_failed_when_it_is_read_anew(
    settings, library
):
    first = ingest(settings, str(library))
    (id_,) = (row.id for row in rows_of(settings) if row.path == "ward/plan.txt")
    path = settings.data / "index" / first.generation / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    refused = {"collection": "artefacts", "document": id_, "reason": "too long"}
    path.write_text(json.dumps({**manifest, "refused": [refused]}), "utf-8")
    run = ingest(settings, str(library), fresh=True)
    assert (run.built, run.parsed, run.indexed, run.failed) == (False, 3, 2, 1)
    (failed,) = (row for row in rows_of(settings) if row.outcome == "failed")
    assert (failed.id, failed.reason) == (id_, "not indexed: too long")
    again = rebuild(settings)
    assert (again.indexed, again.failed) == (3, 0)
    assert index_of(settings).manifest["ledger"]["indexed"] == 3


def test_a_renamed_folder_is_another_blueprint_without_a_parse(settings, library):
    put(library, "ward/.hidden", "Never was in the index.")
    ingest(settings, str(library))
    (library / "ward").rename(library / "unit")
    (library / "clinic").rename(library / "room")  # all of few may go at once
    run = ingest(settings, str(library))
    assert (run.parsed, run.deleted, run.found) == (0, 3, 4)
    assert total(settings, "goshawk") == 1


def test_a_library_that_was_moved_is_read_where_it_is_now(settings, library):
    pack(library / "ward/pack.zip", one_txt="A packed buzzard.")
    ingest(settings, str(library))
    moved = library.rename(library.with_name("moved"))
    run = ingest(settings, str(moved))
    assert (run.found, run.parsed, run.deleted, run.built) == (5, 0, 0, True)
    for path in (settings.data / "records").rglob("*.gz"):
        path.unlink()
    put(moved, "ward/blueprint.yaml", "title: Another title\n")
    run = ingest(settings, str(moved))
    assert (run.indexed, run.skipped, total(settings, "buzzard")) == (5, 1, 1)


def test_a_folder_that_another_comes_to_be_called_like_keeps_all_it_has(
    settings, library
):
    pack(library / "ward/pack.zip", one_txt="A packed buzzard.")
    ingest(settings, str(library))
    put(library, "Ward!/plan.txt", "Another plan names a merlin.")
    run = ingest(settings, str(library))
    assert (run.found, run.parsed, run.deleted) == (6, 1, 0)
    assert [total(settings, w) for w in ("goshawk", "buzzard", "merlin")] == [1, 1, 1]
    index = index_of(settings)
    (hit,) = index.search(Query(text="goshawk")).hits
    assert hit.blueprint != "ward"
    files = [one.id for one in index.artefacts_of(hit.blueprint)]
    assert len(files) == 4
    assert all(id_.startswith(hit.blueprint) for id_ in files)


def test_the_same_bytes_are_parsed_once(settings, library):
    for folder in ("a", "b", "c"):
        put(library, f"{folder}/copy.txt", "The very same words in three folders.")
    run = ingest(settings, str(library))
    assert (run.found, run.indexed, run.parsed) == (6, 6, 4)


def test_changed_metadata_opens_no_file(settings, library):
    first = ingest(settings, str(library))
    put(library, "ward/blueprint.yaml", "title: The great goshawk project\n")
    run = ingest(settings, str(library))
    assert (run.parsed, run.built, run.skipped) == (0, True, 1)
    assert run.generation != first.generation


def test_records_of_what_is_gone_go_with_the_second_build_after(settings, library):
    pack(library / "ward/pack.zip", one_txt="A packed buzzard.")
    ingest(settings, str(library))
    assert len(kept_of(settings)) == 6
    packed = (library / "ward/pack.zip").read_bytes()
    (library / "ward/pack.zip").unlink()
    ingest(settings, str(library))
    assert len(kept_of(settings)) == 6
    (library / "ward/pack.zip").write_bytes(packed)  # it was a mistake: nothing is lost
    assert ingest(settings, str(library)).parsed == 0
    (library / "ward/pack.zip").unlink()
    put(library, "ward/plan.txt", "The plan now names a merlin.")
    ingest(settings, str(library))
    assert len(kept_of(settings)) == 7
    assert not ingest(settings, str(library)).built
    assert len(kept_of(settings)) == 7
    rebuild(settings)
    assert len(kept_of(settings)) == 3


def test_another_library_takes_the_place_of_the_first(settings, library, tmp_path):
    ingest(settings, str(library))
    put(tmp_path / "other", "x/y.txt", "Something about a harrier.")
    events = []
    run = ingest(settings, str(tmp_path / "other"), events.append)
    assert (run.found, run.deleted) == (1, 3)
    assert any(isinstance(e, Notice) and str(library) in e.text for e in events)
    assert ingest(settings, str(library)).parsed == 0


def test_a_mistake_in_the_mappings_is_told_before_a_file_is_read(
    settings, library, mappings, tmp_path
):
    broken = shutil.copytree(mappings, tmp_path / "broken")
    (broken / "schema.yaml").write_text("fields: 7", "utf-8")
    stages = []
    with pytest.raises(MappingError, match=r"schema\.yaml"):
        ingest(
            settings.model_copy(update={"mappings": broken}),
            str(library),
            stages.append,
        )
    assert Stage("discover") in stages
    assert Stage("read") not in stages
    ledger = Ledger(settings.data / "ledger.db")
    assert ledger.totals()["pending"] == 3
    ledger.close()
    assert ingest(settings, str(library)).indexed == 3
    # What it was made of has changed: nothing is kept as it is.
    with pytest.raises(MappingError):
        ingest(settings.model_copy(update={"mappings": broken}), str(library))


def test_who_changes_the_mappings_is_told_to_start_the_server_again(
    settings, library, mappings, tmp_path
):
    events = []
    ingest(settings, str(library), events.append)
    other = shutil.copytree(mappings, tmp_path / "other")
    regions = other / "taxonomies" / "regions.yaml"
    regions.write_text(regions.read_text().replace("label: ", "label: The ", 1))
    changed = settings.model_copy(update={"mappings": other})
    ingest(settings, str(library), events.append)
    assert Notice(OTHER_MAPPINGS) not in events
    ingest(changed, str(library), events.append)
    assert events[-1] == Notice(OTHER_MAPPINGS)


def test_a_remote_library_is_read(settings):
    fs = fsspec.filesystem("memory")
    fs.pipe_file("/lib/ward/plan.txt", b"A remote goshawk.")
    try:
        run = ingest(settings, "memory://lib")
        assert (run.found, run.indexed, run.parsed) == (1, 1, 1)
        assert total(settings, "goshawk") == 1
        assert ingest(settings, "memory://lib").parsed == 0
    finally:
        fs.store.clear()


def test_the_ledger_tells_of_the_run(settings, library):
    assert status(settings)["run"] is None
    run = ingest(settings, str(library))
    told = status(settings)
    assert told["run"]["totals"]["found"] == run.found == told["files"]["found"]
    assert told["generation"] == run.generation
    assert json.dumps(told)
