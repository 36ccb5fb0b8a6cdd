import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import fsspec
import pytest

from indexer.embedded.generations import Folder
from indexer.engine import CURRENT
from indexer.index import Index
from indexer.query import Query
from mappings.load import MappingError, load_mappings
from pipelines.building import OTHER_MAPPINGS
from pipelines.claims import Claims
from pipelines.doctor import _ledger
from pipelines.errors import (
    IngestError,
    LedgerError,
    LibraryError,
    LockedError,
    StoreError,
    WorkerError,
)
from pipelines.history import History
from pipelines.ingest import ingest, rebuild
from pipelines.ledger import Ledger
from pipelines.lock import locked
from pipelines.objects import Objects
from pipelines.progress import Discovered, Done, Notice, Stage
from pipelines.report import failures, status
from pipelines.store import RecordStore
from pipelines.telling import ended, state
from settings import Settings

ROOT = Path(__file__).parents[2]
MISBEHAVING = "tests.pipelines.parsers.by_name"


@pytest.fixture
def settings(tmp_path, mappings):
    return Settings(data=tmp_path / "data", mappings=mappings, workers=1)


@pytest.fixture
def library(tmp_path):
    root = tmp_path / "library"
    put(root, "ward/plan.txt", "The ward plan names a goshawk.")
    put(root, "ward/annex/costs.csv", "item,cost\nscanner,12\n")
    put(root, "clinic/notes.txt", "Clinic notes about an ospreylike bird.")
    return root


def put(root, path, content):
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(content, "utf-8")


def pack(path, **members):
    with zipfile.ZipFile(path, "w") as file:
        for name, content in members.items():
            file.writestr(name.replace("_", "."), content)


def contents(settings):
    """Everything the live index holds, but the name of its generation."""
    index = Index(Folder(settings.data / "index"), load_mappings(settings.mappings))
    ledger = Ledger(settings.data / "ledger.db", write=False)
    ids = [row.id for row in ledger.rows() if row.id]
    ledger.close()
    found = {i: index.open("artefact", i) for i in ids}
    counts = index.manifest["counts"]
    vocabulary = (
        settings.data / "index" / index.generation / "vocabulary.json"
    ).read_text()
    return found, counts, vocabulary


def paths(settings):
    ledger = Ledger(settings.data / "ledger.db", write=False)
    rows = ledger.rows()
    ledger.close()
    return [r.path for r in rows]


def kept_of(settings):
    """The records, and the bytes of members, that are kept."""
    objects = RecordStore(settings.record_store).objects
    return {**objects.sizes("text"), **objects.sizes("members")}


def adds_up(run):
    return run.found == run.indexed + run.partial + run.failed + run.skipped


def total(settings, words):
    index = Index(Folder(settings.data / "index"), load_mappings(settings.mappings))
    return index.search(Query(text=words)).total.artefacts


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
    index = Index(Folder(settings.data / "index"), load_mappings(settings.mappings))
    found = index.search(Query(text=written))
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
    index = Index(Folder(settings.data / "index"), load_mappings(settings.mappings))
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


def test_members_are_artefacts_with_a_parent(settings, library):
    pack(library / "inner.zip", deep_txt="A deep peregrine.")
    inner = (library / "inner.zip").read_bytes()
    (library / "inner.zip").unlink()
    pack(library / "ward/pack.zip", one_txt="A packed buzzard.", two_zip=inner)
    run = ingest(settings, str(library))
    assert adds_up(run)
    assert run.found == 3 + 1 + 3
    assert "ward/pack.zip!/two.zip!/deep.txt" in paths(settings)
    assert total(settings, "buzzard") == total(settings, "peregrine") == 1
    again = ingest(settings, str(library))
    assert (again.parsed, again.found, again.built) == (0, 7, False)
    (library / "ward/pack.zip").unlink()
    gone = ingest(settings, str(library))
    assert (gone.found, gone.deleted) == (3, 4)
    assert total(settings, "peregrine") == 0


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


def test_a_run_that_ended_after_its_switch_is_settled_by_the_next(settings, library):
    ingest(settings, str(library))
    claims = Claims(Objects(settings.record_store), settings.data)
    claims.begin()
    ledger = Ledger(settings.data / "ledger.db")
    ledger.begin(str(library))
    ledger.close()
    assert claims.own().reading
    assert not ingest(settings, str(library)).built
    assert (claims.own().reading, len(claims.own().names)) == ("", 3)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_of_one_name_are_told_apart(settings, library):
    with zipfile.ZipFile(library / "ward/pack.zip", "w") as file:
        for number, name in enumerate(("a.txt", "a (2).txt", "a.txt", "a.txt")):
            file.writestr(name, f"The kestrel of number{number}.")
    run = ingest(settings, str(library))
    assert adds_up(run)
    assert [p.rpartition("!/")[2] for p in paths(settings) if "!/" in p] == [
        "a (2).txt",
        "a (3).txt",
        "a (4).txt",
        "a.txt",
    ]
    assert [total(settings, f"number{n}") for n in range(4)] == [1, 1, 1, 1]


def test_nesting_ends_at_the_third_level(settings, library):
    content = b"The innermost word."
    for level in range(6):
        pack(library / "x.zip", **{f"level{level}_zip" if level else "x_txt": content})
        content = (library / "x.zip").read_bytes()
        (library / "x.zip").unlink()
    (library / "ward/nest.zip").write_bytes(content)
    run = ingest(settings, str(library))
    assert adds_up(run)
    rows = [r for r in failures(settings, ["skipped"]) if "!/" in r.path]
    assert [r.reason for r in rows] == ["packed more than 3 levels deep"]
    events = []
    ingest(settings, str(library), events.append)
    assert Stage("read") not in events  # it would come to the same


def test_a_member_that_is_damaged_in_the_store_is_made_again(settings, library):
    pack(library / "ward/pack.zip", one_txt="A packed buzzard.")
    ingest(settings, str(library))
    (member,) = filter(Path.is_file, (settings.data / "records/members").rglob("*"))
    member.write_bytes(member.read_bytes().swapcase())
    os.utime(library / "ward/pack.zip", (1, 1))  # has it looked at again
    run = ingest(settings, str(library))
    assert (run.indexed, run.skipped, total(settings, "buzzard")) == (4, 1, 0)
    assert failures(settings, ["skipped"])[0].reason.startswith("damaged in the record")
    run = ingest(settings, str(library))
    assert (run.indexed, run.skipped, total(settings, "buzzard")) == (5, 0, 1)
    assert not ingest(settings, str(library)).built


def test_failed_files_are_told_and_tried_again_on_demand(settings, library):
    put(library, "ward/abort.txt", "aborts the parser")
    put(library, "ward/locked.txt", "asks for a password")
    run = ingest(settings, str(library), extract_with=MISBEHAVING)
    assert adds_up(run)
    assert (run.failed, run.indexed) == (2, 3)
    told = {r.path: (r.status, r.reason) for r in failures(settings)}
    assert told["ward/abort.txt"] == ("crashed", "ended by SIGABRT")
    assert told["ward/locked.txt"][0] == "encrypted"
    assert ingest(settings, str(library)).parsed == 0
    again = ingest(settings, str(library), retry=True)
    assert (again.parsed, again.failed, again.indexed) == (2, 0, 5)


def test_a_file_over_the_limit_is_not_opened(settings, library):
    with (library / "ward/huge.pdf").open("wb") as file:
        file.truncate(4 * 2**30)
    run = ingest(settings, str(library))
    assert (run.failed, run.parsed) == (1, 3)
    assert failures(settings)[0].status == "too_large"
    assert total(settings, "huge") == 1


def test_rebuild_opens_no_file(settings, library):
    run = ingest(settings, str(library))
    before = contents(settings)
    for file in filter(Path.is_file, library.rglob("*")):
        file.unlink()
    again = rebuild(settings)
    assert (again.parsed, again.built, again.found) == (0, True, 3)
    assert again.generation != run.generation
    assert contents(settings) == before


def test_rebuild_before_any_run_says_so(settings):
    with pytest.raises(LibraryError, match="nothing was ingested"):
        rebuild(settings)


def test_a_damaged_record_is_made_again(settings, library):
    ingest(settings, str(library))
    before = contents(settings)
    for path in (settings.data / "records").rglob("*.gz"):
        path.write_bytes(path.read_bytes()[:-5])
    put(library, "ward/blueprint.yaml", "title: Another title\n")
    events = []
    run = ingest(settings, str(library), events.append)
    assert run.parsed == 3
    assert Notice("3 records are missing, made again") in events
    (library / "ward/blueprint.yaml").unlink()
    ingest(settings, str(library))
    assert contents(settings) == before


def test_an_ingest_makes_what_a_rebuild_found_missing(settings, library):
    pack(library / "ward/pack.zip", inner_txt="A note on the merlin inside.")
    ingest(settings, str(library))
    shutil.rmtree(settings.data / "records/text")
    with pytest.raises(StoreError, match="5 records are missing or damaged"):
        rebuild(settings)
    assert ingest(settings, str(library)).parsed == 5  # though nothing has changed
    assert rebuild(settings).parsed == 0
    assert ingest(settings, str(library)).parsed == 0


def test_a_folder_whose_name_ends_as_a_container_is_written(settings, library):
    put(library, "go!/live/plan.txt", "The plan to go live names a merlin.")
    pack(library / "go!/pack.zip", one_txt=b"A packed kestrel.")
    first = ingest(settings, str(library))
    for path in (settings.data / "records").rglob("*.gz"):
        path.unlink()
    put(library, "ward/blueprint.yaml", "title: Another title\n")
    again = ingest(settings, str(library))
    assert (again.parsed, again.indexed) == (first.parsed, first.indexed)
    (library / "go!/pack.zip").unlink()
    gone = ingest(settings, str(library))
    assert (gone.found, gone.deleted) == (again.found - 2, 2)


def test_a_lost_ledger_takes_no_index_away(settings, library):
    before = status(settings)
    run = ingest(settings, str(library))
    assert before.keys() == status(settings).keys()
    for path in settings.data.glob("ledger.db*"):
        path.unlink()
    lost = status(settings)
    assert (lost["run"], lost["generation"]) == (None, run.generation)


def test_a_lost_index_is_built_again(settings, library):
    ingest(settings, str(library))
    shutil.rmtree(settings.data / "index")
    run = ingest(settings, str(library))
    assert (run.parsed, run.built) == (0, True)
    assert total(settings, "goshawk") == 1


def test_a_damaged_ledger_stops_the_run(settings, library):
    ingest(settings, str(library))
    for path in settings.data.glob("ledger.db*"):
        path.unlink()
    (settings.data / "ledger.db").write_bytes(b"rubbish " * 1000)
    with pytest.raises(IngestError, match=r"ledger\.db is damaged"):
        ingest(settings, str(library))
    (settings.data / "ledger.db").unlink()
    assert ingest(settings, str(library)).parsed == 0


def test_a_catalogue_that_cannot_be_read_opens_nothing(settings, library):
    table = "Folder;Audience;Status\nward;board;\nclinic;;In review\n"
    put(library, "catalogue.csv", table)
    ingest(settings, str(library))
    assert total(settings, "goshawk") == total(settings, "ospreylike") == 0
    (library / "catalogue.csv").unlink()
    (library / "catalogue.xlsx").write_bytes(b"PK\x03\x04 saved in part")
    for _ in range(2):
        with pytest.raises(LibraryError, match=r"catalogue\.xlsx cannot be read"):
            ingest(settings, str(library))
    assert total(settings, "goshawk") == total(settings, "ospreylike") == 0
    (library / "catalogue.xlsx").unlink()
    put(library, "ward/blueprint.yaml", "audience: everyone\n")
    ingest(settings, str(library))
    assert total(settings, "goshawk") == total(settings, "ospreylike") == 1


def test_an_emptied_library_empties_no_index(settings, library):
    ingest(settings, str(library))
    shutil.rmtree(library)
    with pytest.raises(LibraryError, match="does not exist"):
        ingest(settings, str(library))
    library.mkdir()
    with pytest.raises(LibraryError, match="--fresh"):
        ingest(settings, str(library))
    assert total(settings, "goshawk") == 1
    run = ingest(settings, str(library), fresh=True)
    assert (run.found, run.deleted) == (0, 3)


def test_a_library_without_most_of_its_blueprints_is_not_believed(settings, tmp_path):
    library = tmp_path / "many"
    for n in range(18):
        put(library, f"b{n:02}/plan.txt", f"The plan of ward {n} has a goshawk.")
    ingest(settings, str(library))
    for n in range(9):
        shutil.rmtree(library / f"b{n:02}")
    assert ingest(settings, str(library)).deleted == 9  # half of them may go
    for n in range(9, 18):
        put(library, f"c{n:02}/plan.txt", f"The plan of clinic {n}.")
    ingest(settings, str(library))
    for n in range(9, 18):
        shutil.rmtree(library / f"b{n:02}")
    shutil.rmtree(library / "c09")
    with pytest.raises(LibraryError, match=r"lost 10 of 18 Blueprints .*'b09' among"):
        ingest(settings, str(library))
    assert total(settings, "goshawk") == 9
    assert ingest(settings, str(library), fresh=True).deleted == 10


def test_a_library_that_is_away_opens_nothing_in_a_rebuild(settings, library):
    put(library, "catalogue.csv", "Folder;Audience\nward;board\n")
    put(library, "clinic/blueprint.yaml", "audience: board\n")
    ingest(settings, str(library))
    library.rename(library.with_name("away"))
    for _ in ("not there", "an empty folder to mount it on"):
        with pytest.raises(LibraryError, match="holds none of the folders"):
            rebuild(settings)
        library.mkdir(exist_ok=True)
    assert total(settings, "goshawk") == total(settings, "ospreylike") == 0
    library.rmdir()
    library.with_name("away").rename(library)
    shutil.rmtree(library / "clinic")
    rebuild(settings)
    assert total(settings, "goshawk") == total(settings, "ospreylike") == 0


def test_a_library_that_goes_away_while_it_is_read_empties_no_index(settings, library):
    ingest(settings, str(library))
    away = library.with_name("away")

    def unmount(event):
        if event == Stage("read"):
            library.rename(away)
            library.mkdir()

    with pytest.raises(LibraryError, match="is empty"):
        ingest(settings, str(library), unmount, fresh=True)
    assert total(settings, "goshawk") == 1
    library.rmdir()
    away.rename(library)
    run = ingest(settings, str(library))
    assert (run.indexed, run.skipped, run.built) == (3, 0, False)


def test_no_file_is_to_blame_where_no_process_starts(
    settings, library, tmp_path, monkeypatch
):
    ingest(settings, str(library))
    with monkeypatch.context() as changed:
        changed.setattr(sys, "executable", str(tmp_path / "taken away"))
        with pytest.raises(WorkerError, match=r"can be started: .* no such file"):
            ingest(settings, str(library), fresh=True)
    assert total(settings, "goshawk") == 1
    assert ingest(settings, str(library)).indexed == 3


def test_a_folder_of_loose_files_is_no_library(settings, library):
    with pytest.raises(LibraryError, match=f"did you mean '{library}'"):
        ingest(settings, str(library / "clinic"))


def test_another_library_takes_the_place_of_the_first(settings, library, tmp_path):
    ingest(settings, str(library))
    put(tmp_path / "other", "x/y.txt", "Something about a harrier.")
    events = []
    run = ingest(settings, str(tmp_path / "other"), events.append)
    assert (run.found, run.deleted) == (1, 3)
    assert any(isinstance(e, Notice) and str(library) in e.text for e in events)
    assert ingest(settings, str(library)).parsed == 0


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


def test_two_runs_at_once(settings, library):
    with locked(settings.data), pytest.raises(LockedError, match=str(os.getpid())):
        ingest(settings, str(library))


def test_who_holds_the_folder_is_told_while_a_run_goes_on(settings, library):
    told = {}

    def look(_):
        found = status(settings)
        if found["run"] and not found["run"]["finished"]:
            told.update(found, doctor=_ledger(settings.data))

    ingest(settings, str(library), look)
    assert f"process {os.getpid()} on " in told["run"]["holder"]
    assert told["doctor"].verdict == "ok"
    shown = "\n".join(line.plain for line in state(told))
    assert f"to now: process {os.getpid()} on " in shown
    assert status(settings)["run"]["holder"] == ""


SCRIPT = """
import resource, sys
from pathlib import Path
from pipelines.errors import IngestError
from pipelines.ingest import ingest
from settings import Settings
limit = int(sys.argv[4])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
settings = Settings(data=Path(sys.argv[1]), mappings=Path(sys.argv[5]), workers=2)
try:
    ingest(settings, sys.argv[2], extract_with=sys.argv[3])
except KeyboardInterrupt:
    sys.exit(130)
except IngestError as error:
    sys.exit(f"{type(error).__name__}: {error}")
"""


def started(settings, library, limit=0):
    return subprocess.Popen(
        [
            sys.executable,
            "-c",
            SCRIPT,
            str(settings.data),
            str(library),
            MISBEHAVING,
            str(limit),
            str(settings.mappings),
        ],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        # Ctrl-C counts also where a shell has it ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def read_so_far(settings):
    try:
        ledger = Ledger(settings.data / "ledger.db", write=False)
    except IngestError:
        return 0
    try:
        return ledger.totals()["indexed"]
    except IngestError:
        return 0
    finally:
        ledger.close()


@pytest.fixture
def slow(library):
    for i in range(12):
        put(library, f"slow/slow {i}.txt", f"Slow text number {i} about a shrike.")
    return library


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_an_interrupted_run_goes_on(settings, slow, tmp_path, how):
    process = started(settings, slow)
    while process.poll() is None and read_so_far(settings) < 4:
        time.sleep(0.02)
    process.send_signal(how)
    code = process.wait(20)
    process.stderr.close()
    assert code == (130 if how == signal.SIGINT else -signal.SIGKILL)
    kept = read_so_far(settings)
    assert 4 <= kept < 15
    assert status(settings)["run"]["finished"] is None
    run = ingest(settings, str(slow), extract_with=MISBEHAVING)
    assert run.parsed <= 15 - kept
    assert (run.found, run.indexed) == (15, 15)
    whole = settings.model_copy(update={"data": tmp_path / "whole"})
    ingest(whole, str(slow), extract_with=MISBEHAVING)
    assert contents(settings) == contents(whole)
    assert list((settings.data / "records" / "tmp").iterdir()) == []


def test_a_full_disk_stops_the_run_and_keeps_what_was_read(settings, library):
    for i in range(6):
        put(library, f"more/{i}.txt", f"Text number {i} about a dunlin.")
    put(library, "zzz/large.txt", os.urandom(150_000).hex())
    # No file may be larger: as on a full disk, writing ends with an error.
    process = started(settings, library, limit=100_000)
    told = process.communicate(timeout=60)[1]
    assert process.returncode == 1, told
    assert told.startswith(("StoreError", "LedgerError")), told
    kept = read_so_far(settings)
    run = ingest(settings, str(library), extract_with=MISBEHAVING)
    assert (run.found, run.indexed) == (10, 10)
    assert run.parsed <= 10 - kept


def test_workers_end_with_a_killed_run(settings, slow):
    process = started(settings, slow)
    while process.poll() is None and read_so_far(settings) < 1:
        time.sleep(0.02)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    workers = [
        p
        for c in children.parent.parent.glob("*/children")
        for p in c.read_text().split()
    ]
    process.kill()
    process.wait(20)
    process.stderr.close()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and any(map(alive, workers)):
        time.sleep(0.05)
    assert workers
    assert not any(map(alive, workers))


def alive(pid):
    try:
        return (
            Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        )
    except OSError:
        return False


def test_a_full_machine_ends_the_run_and_the_next_reads_the_file(settings, library):
    put(library, "ward/full.txt", "A file that came when the disk was full.")
    with pytest.raises(WorkerError, match=r"full\.txt.*no space left.*goes on"):
        ingest(settings, str(library), extract_with=MISBEHAVING)
    assert failures(settings) == []
    run = ingest(settings, str(library))
    assert (run.indexed, run.failed, run.skipped) == (4, 0, 0)


def test_a_file_that_cannot_be_reached_is_told_and_tried_again(settings, library):
    put(library, "ward/away.txt", "A file whose disk is away.")
    run = ingest(settings, str(library), extract_with=MISBEHAVING)
    adds_up(run)
    assert (run.indexed, run.failed, run.skipped, run.unread) == (3, 0, 1, 1)
    assert any("1 file could not be reached" in line for line in ended(asdict(run)))
    assert failures(settings, ["skipped"])[0].reason == "stale file handle"
    again = ingest(settings, str(library))
    assert (again.indexed, again.skipped, again.unread) == (4, 0, 0)


def test_a_change_is_in_the_history_though_it_could_not_be_written_at_once(
    settings, library
):
    ingest(settings, str(library))
    put(library, "ward/later.txt", "Written after the first run.")
    with closing(sqlite3.connect(settings.data / "history.db")) as busy:
        busy.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerError, match=r"history\.db"):
            ingest(settings, str(library))
    assert ingest(settings, str(library)).indexed == 4
    entries = History(settings.data / "history.db").entries()["ward"]
    assert [entry["added"] for entry in entries if not entry["first"]] == [
        ["later.txt"]
    ]
