"""What is packed inside files of a library."""

import os
import zipfile
from pathlib import Path
from unicodedata import normalize

import pytest
from pptx.enum.shapes import PROG_ID

from indexer.query import Query, Selection
from pipelines.command.last_run import failures
from pipelines.ingest import ingest
from pipelines.progress import Stage
from tests.pipelines.extract import made
from tests.pipelines.runs import adds_up, index_of, pack, paths, put, total


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


def test_roles_reach_names_that_a_mac_wrote(settings, library):
    """In NFD, where people type what is one letter: in a folder and in a ZIP of it."""
    told = {"Résumé.txt": "summary", "Détail*": "core", "Pièces.zip!/Clé.txt": "annex"}
    for name in ("Résumé.txt", "Détails.txt"):
        put(library, f"ward/{normalize('NFD', name)}", "A role.")
    path = library / "ward" / normalize("NFD", "Pièces.zip")
    pack(path, **{normalize("NFD", "Clé_txt"): "A role."})
    written = "".join(f"  {path!r}: {role}\n" for path, role in told.items())
    put(library, "ward/blueprint.yaml", f"roles:\n{written}")
    assert ingest(settings, str(library)).problems == ()
    index = index_of(settings)
    for role in told.values():
        query = Query(text="role", selections=(Selection("role", (role,)),))
        assert index.search(query).total.artefacts == 1


def test_files_inside_documents_are_artefacts_with_a_parent(settings, library):
    letter = made.packaged("letter.txt", b"A wrapped buzzard.")
    deck = made.slide_with((letter, "Package"), (made.workbook(), PROG_ID.XLSX))
    pack(library / "ward/pack.zip", deck_pptx=deck)
    run = ingest(settings, str(library))
    assert adds_up(run)
    assert run.found == 3 + 1 + 3
    assert "ward/pack.zip!/deck.pptx!/letter.txt" in paths(settings)
    assert total(settings, "buzzard") == total(settings, "Northside") == 1


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
