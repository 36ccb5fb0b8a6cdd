"""After a purge no byte of the data folder tells of what the library does not hold."""

import gzip
import io
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from indexer.embedded.generations import Folder
from indexer.generations import rollback
from indexer.judgements.log import LOG, Log
from indexer.query import IndexMissingError
from pipelines.building.history import FILE, History
from pipelines.errors import LibraryError, LockedError, WrongUseError
from pipelines.ingest import ingest, rebuild
from pipelines.purge import purge
from pipelines.storage.claims import Claims
from pipelines.storage.ledger import Ledger
from pipelines.storage.lock import locked
from pipelines.storage.objects import Objects
from tests.indexer.judgements.test_log import judgement
from tests.pipelines.runs import MISBEHAVING, ROOT, kept_of, pack, put, total

# In a text, in a mail's attachment, in what metadata says, in a name of a file, in a
# name of a folder, in a label.
MARKS = ("zorblatt", "thrumbold", "oakesworth", "marmaduke", "vexington", "quixley")


def marked(folder):
    """The marks that some byte tells, also one that is packed, by the file it is in."""
    found = {}
    for path in filter(Path.is_file, folder.rglob("*")):
        written = path.read_bytes()
        if path.suffix == ".gz":
            written += gzip.decompress(written)
        if zipfile.is_zipfile(io.BytesIO(written)):
            with zipfile.ZipFile(io.BytesIO(written)) as file:
                written += b"".join(map(file.read, file.namelist()))
        text = (written + path.name.encode()).lower()
        if some := {m for m in MARKS if m.encode() in text}:
            found[path.relative_to(folder).as_posix()] = some
    return found


@pytest.fixture
def library(tmp_path):
    root = tmp_path / "library"
    put(root, "ward/plan.txt", "The ward plan names a goshawk.")
    put(root, "ward/letter.txt", "Zorblatt was seen on the ward by a nurse.")
    put(root, "ward/blueprint.yaml", "summary: Oakesworth was the first.\n")
    put(root, "ward/Marmaduke.csv", "item,cost\nscanner,12\n")
    put(root, "Vexington/plan.txt", "Notes about an ospreylike bird.")
    put(root, "clinic/notes.txt", "Clinic notes about a merlin.")
    pack(root / "ward/mail.zip", inner_txt="Thrumbold was discharged.")
    return root


def redact(library):
    put(library, "ward/letter.txt", "[Name removed] was seen on the ward by a nurse.")
    put(library, "ward/blueprint.yaml", "summary: Somebody was the first.\n")
    for path in ("ward/Marmaduke.csv", "ward/mail.zip"):
        (library / path).unlink()
    shutil.rmtree(library / "Vexington")


@pytest.fixture
def redacted(settings, library):
    """A data folder that ingested all of it, and then what was left of it."""
    ingest(settings, str(library))
    gone = judgement(document="vexington", path="", why="Quixley told me")
    Log(settings.data / LOG).add(gone)
    Log(settings.data / LOG).add(judgement(document="clinic", path="", why="page 2"))
    redact(library)
    ingest(settings, str(library))
    return settings


def test_the_text_is_gone_from_every_byte(redacted, library):
    before = marked(redacted.data)
    assert set().union(*before.values()) == set(MARKS)
    places = {name.partition("/")[0] for name in before}
    assert places == {"records", "index", FILE, LOG, "ledger.db"}
    told = purge(redacted, dry_run=True, labels=True)
    assert marked(redacted.data) == before
    assert (told.records, told.packed, told.generations, told.labels) == (5, 1, 2, 1)
    assert told.names > 0
    done = purge(redacted, labels=True)
    assert marked(redacted.data) == {}
    assert done.built
    assert (done.records, done.packed, done.bytes) == (5, 1, told.bytes)
    assert (done.labels, done.names) == (1, told.names)
    left = Log(redacted.data / LOG).read().lines
    assert [line.judgement.why for line in left] == ["page 2"]
    assert total(redacted, "merlin") == total(redacted, "goshawk") == 1
    history = History(redacted.data / FILE).entries()
    assert history["ward"][0]["changed"] == ["letter.txt"]
    assert history["ward"][0]["cut"] >= 3
    assert "vexington" not in history
    with pytest.raises(IndexMissingError, match="no earlier generation"):
        rollback(Folder(redacted.data / "index"))
    again = purge(redacted, labels=True)
    assert (again.built, again.generations, again.bytes) == (False, 0, 0)
    assert not ingest(redacted, str(library)).built
    assert rebuild(redacted).parsed == 0


def test_what_comes_back_is_read_again(redacted, library):
    purge(redacted)
    put(library, "ward/letter.txt", "Zorblatt was seen on the ward by a nurse.")
    assert ingest(redacted, str(library)).parsed == 1
    assert total(redacted, "zorblatt") == 1


def test_peoples_word_stays_unless_told_otherwise(redacted):
    done = purge(redacted)
    assert (done.labels, done.labels_kept) == (0, 1)
    # The ledger lists that a label is about nothing.
    told = {LOG: {"vexington", "quixley"}, "ledger.db": {"vexington"}}
    assert marked(redacted.data) == told


def test_peoples_word_stays_on_what_is_only_out_of_reach(settings, library):
    put(library, "ward/away.txt", "A file whose disk is away.")
    ingest(settings, str(library), extract_with=MISBEHAVING)
    Log(settings.data / LOG).add(judgement(document="vexington", path=""))
    with pytest.raises(LibraryError, match=r"'ward/away.txt' .* \(stale file handle\)"):
        purge(settings, labels=True)
    purge(settings)
    ingest(settings, str(library))
    purge(settings, labels=True)
    assert len(Log(settings.data / LOG).read().lines) == 1


def test_free_pages_of_the_databases_are_overwritten(redacted):
    for name in ("ledger.db", FILE):
        with sqlite3.connect(redacted.data / name) as db:
            db.execute("PRAGMA secure_delete = OFF")
            db.execute("CREATE TABLE other (told TEXT)")
            db.execute("INSERT INTO other VALUES (?)", ("zorblatt" * 999,))
            db.execute("DROP TABLE other")
        db.close()
        assert "zorblatt" in marked(redacted.data)[name]
    purge(redacted, labels=True)
    assert marked(redacted.data) == {}


def test_a_purge_of_an_index_behind_the_library_is_refused(redacted, library):
    (library / "clinic/new.txt").write_text("A new file holds nobody up.", "utf-8")
    purge(redacted)
    (library / "ward/letter.txt").unlink()
    with pytest.raises(
        LibraryError,
        match=r"'ward/letter.txt' is gone, changed or to be read anew; run",
    ):
        purge(redacted)
    put(library, "ward/letter.txt", "[Name removed] was seen on the ward by a nurse.")
    ingest(redacted, str(library))
    put(library, "ward/blueprint.yaml", "summary: Nobody was the first.\n")
    with pytest.raises(LibraryError, match=r"'ward/blueprint.yaml' is gone, changed"):
        purge(redacted, dry_run=True)


def test_after_a_rollback_the_index_is_that_of_the_library(redacted):
    rollback(Folder(redacted.data / "index"))
    assert total(redacted, "zorblatt") == 1
    assert purge(redacted, labels=True).built
    assert total(redacted, "zorblatt") == 0
    assert marked(redacted.data) == {}


def test_no_purge_before_a_run_nor_while_one_goes_on(settings, library):
    with pytest.raises(LibraryError, match="nothing was ingested"):
        purge(settings)
    ingest(settings, str(library))
    with locked(settings.data), pytest.raises(LockedError, match=f"{os.getpid()}"):
        purge(settings)
    ledger = Ledger(settings.data / "ledger.db")
    (row, *_) = ledger.rows()
    ledger.replace([row.__class__(row.path, row.folder)])
    ledger.close()
    with pytest.raises(LibraryError, match="was interrupted"):
        purge(settings)


SCRIPT = """
import os, signal, sys, threading
from pathlib import Path
from pipelines.purge import purge
from settings import Settings

data, where = Path(sys.argv[1]), sys.argv[3]
live = (data / "index/current").read_text()
def end():
    os.kill(os.getpid(), signal.SIGKILL)
def tell(event):
    if getattr(event, "name", "") == where:
        end()
def watch():
    while (data / "index/current").read_text() == live:
        pass
    end()
if where == "switched":
    threading.Thread(target=watch).start()
purge(Settings(data=data, mappings=Path(sys.argv[2])), tell, labels=True)
"""


@pytest.mark.parametrize("where", ["enrich", "index", "switched"])
def test_a_killed_purge_is_ended_by_the_next(redacted, where):
    arguments = [str(redacted.data), str(redacted.mappings), where]
    killed = subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments], cwd=ROOT, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    purge(redacted, labels=True)
    assert marked(redacted.data) == {}
    assert total(redacted, "goshawk") == 1


def test_libraries_that_share_a_store_keep_their_records(settings, library, tmp_path):
    store = str(tmp_path / "shared")
    one = settings.model_copy(update={"records": store})
    two = one.model_copy(update={"data": tmp_path / "two"})
    other = tmp_path / "other"
    put(other, "unit/letter.txt", (library / "ward/letter.txt").read_text("utf-8"))
    put(other, "unit/plan.txt", "The plan of a unit is about a kestrel.")
    pack(other / "unit/mail.zip", inner_txt="Another one was discharged.")
    ingest(one, str(library))
    ingest(two, str(other))
    redact(library)
    ingest(one, str(library))
    done = purge(one)
    (sharing,) = done.sharing
    assert (sharing.data, sharing.alone) == (str(two.data), 5)
    assert done.records == 4  # the letter is in the other library
    assert rebuild(two).parsed == rebuild(one).parsed == 0
    objects = Objects(store)
    Claims(objects, two.data).begin()  # as a run that was killed left it
    with pytest.raises(LockedError, match=f"--forget {sharing.id}"):
        purge(one)
    with pytest.raises(WrongUseError, match="no other data folder has the id 'x'"):
        purge(one, forget=["x"])
    gone = purge(one, forget=[sharing.id])
    assert (gone.records, gone.packed, gone.sharing) == (4, 1, ())
    assert len(kept_of(one)) == 3


def test_a_generation_is_sized_with_its_unfinished_parts(redacted):
    place = Folder(redacted.data / "index")
    (name, _) = place.names()
    size = place.size(name)
    unfinished = redacted.data / "index" / f"{name}.building"
    unfinished.mkdir()
    (unfinished / "part").write_bytes(b"abc")
    assert place.size(name) == size + 3


def test_what_a_killed_run_left_half_written_goes(redacted):
    left = redacted.data / "records/tmp/1-a"
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(b"zorblatt")
    outcome = redacted.data / "records/outcomes/1-a/b.json"
    outcome.parent.mkdir(parents=True)
    outcome.write_bytes(b"marmaduke")
    purge(redacted, labels=True)
    assert marked(redacted.data) == {}
