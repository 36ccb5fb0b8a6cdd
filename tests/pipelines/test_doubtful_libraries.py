"""Libraries that a run does not believe: nothing is opened or emptied for them."""

import shutil

import pytest

from pipelines.errors import (
    LibraryError,
)
from pipelines.ingest import ingest, rebuild
from pipelines.progress import Stage
from tests.pipelines.runs import put, total


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


def test_a_folder_of_loose_files_is_no_library(settings, library):
    with pytest.raises(LibraryError, match=f"did you mean '{library}'"):
        ingest(settings, str(library / "clinic"))
