"""The floors under the labels; docs/labels.md says how they are measured."""

import csv
import os
from pathlib import Path

import pytest

from demo.write import write_library
from mappings.load import load_mappings
from pipelines.bundle import Bundle
from pipelines.catalogue import read_catalogue
from pipelines.enrich import Enricher
from pipelines.evaluate.labels import (
    Figures,
    figures,
    known_of_demo,
    known_of_table,
    misplaced,
)
from tests.labels.documents import artefacts_of
from tests.services.provider import used

BUILD = Path(__file__).parent / "build.csv"
APART = BUILD.with_name("apart.csv")  # that no rule was built with
ELSEWHERE = BUILD.with_name("elsewhere.csv")  # of other sources, told in docs/labels.md
SOURCES = BUILD.with_name("elsewhere-sources.csv")
FLOORS = {  # of F1, on a small library: a file more or less moves them
    "technology": 0.85,
    "care_setting": 0.85,
    "pillar": 0.85,
    "supplier": 0.85,
    "artefact_type": 0.95,
    "role": 0.95,
}
MAPPINGS = load_mappings()
TABLES = BUILD, APART
DOCUMENTS = "BLUEPRINTS_TEST_DOCUMENTS"  # the folder of the documents in the tables
LEAST = {  # precision, recall of each field, by table
    BUILD: {
        "technology": (0.90, 0.77),
        "care_setting": (0.92, 0.80),
        "artefact_type": (0.91, 0.80),
        "pillar": (0.77, 0.56),
    },
    APART: {
        "technology": (0.82, 0.74),
        "care_setting": (0.90, 0.68),
        "artefact_type": (0.88, 0.77),
        "pillar": (0.64, 0.48),
    },
}


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("library")
    list(write_library(folder, seed=1, count=12, processes=1))
    return folder


@pytest.fixture(scope="module")
def bundles(library):
    folders = sorted(p.name for p in library.iterdir() if p.is_dir())
    said = read_catalogue(str(library), MAPPINGS, folders).by_folder
    return [
        Bundle(f, f, tuple(artefacts_of(library / f)), said[f])
        for f in folders
        if f in said
    ]


@pytest.fixture(scope="module")
def documents(bundles):
    enricher = Enricher(MAPPINGS)
    return [d for b in bundles for d in enricher.documents(b)]


def test_the_values_of_a_library_are_those_it_was_made_with(library, documents):
    found = figures(known_of_demo(library, MAPPINGS), documents)
    low = {n: round(f.f1, 3) for n, f in found.items() if f.f1 < FLOORS[n]}
    assert not low
    assert set(found) == set(FLOORS)


def test_all_evidence_stands_where_it_says(bundles, documents):
    texts = {
        a.id: [s.text for s in a.record.segments] for b in bundles for a in b.artefacts
    }
    placed = [e for d in documents for e in d.evidence if e.segment is not None]
    assert len(placed) > 1000
    assert misplaced(documents, texts) == 0


@pytest.mark.parametrize("table", [*TABLES, ELSEWHERE], ids=lambda table: table.stem)
def test_labelled_documents_have_values_that_the_lists_have(table):
    known = known_of_table(table, MAPPINGS)
    assert len(known) > 100
    for values in known.values():
        for name, ids in values.items():
            taxonomy = MAPPINGS.taxonomies[MAPPINGS.schema.field(name).taxonomy or ""]
            assert ids <= taxonomy.by_id.keys()


def test_no_document_is_labelled_twice():
    tables = *TABLES, ELSEWHERE
    known = [key for table in tables for key in known_of_table(table, MAPPINGS)]
    rows = sum(len(table.read_text("utf-8").splitlines()) - 1 for table in tables)
    assert len(set(known)) == rows


def test_each_document_of_elsewhere_says_where_it_can_be_had():
    with SOURCES.open(encoding="utf-8", newline="") as rows:
        said = {row["folder"]: row for row in csv.DictReader(rows)}
    known = known_of_table(ELSEWHERE, MAPPINGS)
    assert {
        (folder, row["source"].rpartition("/")[2]) for folder, row in said.items()
    } == (known.keys())
    assert all(row["repository"] and row["commit"] for row in said.values())


@pytest.fixture(scope="module")
def real_documents():
    """The documents of all folders of which some files are in the tables."""
    place = os.environ.get(DOCUMENTS)
    if not place:
        used["labels of real documents"] = f"not looked at, {DOCUMENTS} is not set"
        pytest.skip(used["labels of real documents"])
    labelled = [folder for t in TABLES for folder, _ in known_of_table(t, MAPPINGS)]
    enricher, made = Enricher(MAPPINGS), []
    for folder in dict.fromkeys(labelled):
        artefacts = tuple(artefacts_of(Path(place) / folder))
        made += enricher.documents(Bundle(folder, folder, artefacts))
    return made


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_no_floor_is_broken_over_real_documents(table, real_documents):
    known = known_of_table(table, MAPPINGS)
    found = figures(known, real_documents)
    told = {n: (round(f.precision, 3), round(f.recall, 3)) for n, f in found.items()}
    used[f"labels of real documents, {table.stem}"] = f"precision and recall {told}"
    low = {
        name: told[name]
        for name, (precision, recall) in LEAST[table].items()
        if found[name].precision < precision or found[name].recall < recall
    }
    assert not low


def test_figures_count_right_wrong_and_missed():
    found = Figures()
    found.count(frozenset({"epr", "epma"}), frozenset({"epr", "rpa"}))
    assert (found.precision, found.recall, found.f1) == (0.5, 0.5, 0.5)
    assert found.errors == {"rpa for epma, epr": 1, "epma missed": 1}
    assert Figures().f1 == 1.0
