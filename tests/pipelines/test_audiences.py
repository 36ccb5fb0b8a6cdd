"""From what people write of an audience to what everyone finds."""

import json
import shutil

import pytest

from indexer.embedded.generations import Folder
from indexer.engine import CURRENT
from indexer.query import Query
from pipelines.cli import main
from pipelines.errors import LibraryError
from pipelines.ingest import ingest, rebuild
from pipelines.progress import Notice
from tests.pipelines.runs import index_of


@pytest.fixture
def library(tmp_path):
    """Two Blueprints; the table says that one of them is for members."""
    root = tmp_path / "library"
    for folder, word in (("Clinic", "bittern"), ("Ward", "goshawk")):
        (root / folder).mkdir(parents=True)
        (root / folder / "plan.txt").write_text(f"A plan that names a {word}.")
    (root / "catalogue.csv").write_text("Folder,Audience\nWard,members\nClinic,\n")
    return root


def found(settings, words, *audience):
    query = Query(text=words, audience=("everyone", *audience))
    return index_of(settings).search(query).total.artefacts


def test_a_closed_folder_that_is_renamed_stays_closed(settings, library):
    ingest(settings, str(library))
    assert (found(settings, "goshawk"), found(settings, "goshawk", "members")) == (0, 1)
    (library / "Ward").rename(library / "New ward")
    events = []
    ingest(settings, str(library), events.append)
    assert (found(settings, "goshawk"), found(settings, "bittern")) == (0, 1)
    (notice,) = (e.text for e in events if isinstance(e, Notice))
    assert notice.startswith("1 of 2 Blueprints, 'New ward' among them, are for nobody")
    (library / "catalogue.csv").write_text("Folder,Audience\nNew ward,members\n")
    ingest(settings, str(library))
    assert (found(settings, "goshawk"), found(settings, "goshawk", "members")) == (0, 1)


def write(library, name, text):
    (library / name).write_text(text)


LOST = [
    ("catalogue.csv", "Folder,Who looks\nWard,members\nClinic,\n"),
    ("catalogue.csv", "Folder,Title\nWard,A ward\nClinic,\n"),
    ("catalogue.csv", "Folder,Audience\nWard,\nClinic,\n"),
    ("catalogue.csv", "Folder,Audience\nClinic,\n"),
    ("catalogue.csv", ""),
]


@pytest.mark.parametrize(("name", "text"), LOST)
def test_what_had_an_audience_is_open_only_if_somebody_says_so(
    settings, library, name, text
):
    ingest(settings, str(library))
    if text:
        write(library, name, text)
    else:
        (library / name).unlink()
    for run in (lambda: ingest(settings, str(library)), lambda: rebuild(settings)):
        with pytest.raises(LibraryError, match=r"1 Blueprint .*'Ward' \(members\)"):
            run()
    assert (found(settings, "goshawk"), found(settings, "goshawk", "members")) == (0, 1)
    write(library, "Ward/blueprint.yaml", "audience: everyone\n")
    ingest(settings, str(library))
    assert found(settings, "goshawk") == 1


@pytest.mark.parametrize("before", ["TBC", "everyone", "Ward"])
def test_what_nobody_kept_from_somebody_may_be_open(settings, library, before):
    """As where a slip, or a row that is not used, shut it until that was mended."""
    rows = f"Folder,Audience\nWard,{before}\nClinic,\n"
    lost = "Folder,Audience\nGone,members\nClinic,\n"
    write(library, "catalogue.csv", lost if before == "Ward" else rows)
    ingest(settings, str(library))
    write(library, "catalogue.csv", "Folder,Title\nWard,A ward\nClinic,Clinics\n")
    ingest(settings, str(library))
    assert (found(settings, "goshawk"), found(settings, "bittern")) == (1, 1)


def test_a_closed_blueprint_may_leave_the_library(settings, library):
    ingest(settings, str(library))
    shutil.rmtree(library / "Ward")
    write(library, "catalogue.csv", "Folder,Title\nClinic,Clinics\n")
    assert ingest(settings, str(library)).deleted == 1


@pytest.fixture
def rolled_back(settings, monkeypatch, capsys):
    """What the command says of it; its exit code is 2 where it refuses."""
    monkeypatch.setenv("BLUEPRINTS_DATA", str(settings.data))
    monkeypatch.setenv("BLUEPRINTS_MAPPINGS", str(settings.mappings))

    def told(*options):
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main(["index", "rollback", *options])
        said = capsys.readouterr().err
        assert end.value.code in (None, 0, 2), said
        return said if end.value.code else ""

    return told


def test_an_earlier_index_opens_nothing_that_was_closed_since(
    settings, library, rolled_back
):
    ingest(settings, str(library))
    write(library, "catalogue.csv", "Folder,Audience\nWard,members\nClinic,members\n")
    ingest(settings, str(library))
    told = rolled_back()
    assert "lets more people see 1 Blueprint than the live one, 'clinic'" in told
    assert found(settings, "bittern") == 0
    assert rolled_back("--yes") == ""
    assert found(settings, "bittern") == 1
    assert rolled_back() == ""  # back to the one that closes it
    live = settings.data / "index" / Folder(settings.data / "index").pointed(CURRENT)
    (live / "manifest.json").write_text("torn")
    assert "the live one cannot be read" in rolled_back()


def test_an_earlier_index_may_hold_what_is_open_now(settings, library, rolled_back):
    ingest(settings, str(library))
    write(library, "catalogue.csv", "Folder,Audience\nWard,members; staff\nClinic,\n")
    ingest(settings, str(library))
    assert rolled_back() == ""
    assert (found(settings, "goshawk", "staff"), found(settings, "bittern")) == (0, 1)


def test_an_earlier_index_that_cannot_be_read_is_not_made_live(
    settings, library, rolled_back
):
    """As after an upgrade: it is of the program, or of the mappings, of before."""
    ingest(settings, str(library))
    place = Folder(settings.data / "index")
    earlier = place.manifest(place.pointed(CURRENT))
    live = rebuild(settings).generation
    other = {**earlier, "fields": {}}
    path = settings.data / "index" / earlier["generation"] / "manifest.json"
    path.write_text(json.dumps(other))
    for options in ((), ("--yes",)):
        told = rolled_back(*options)
        assert "install that one, or put its mappings back, first" in told
        assert "run `blueprints rebuild`" not in told  # which would take it away
        assert place.pointed(CURRENT) == live
