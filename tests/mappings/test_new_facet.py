"""A facet is one entry in schema.yaml and one taxonomy file, and nothing else."""

import pytest

from indexer.build import build
from indexer.documents import Document
from indexer.embedded.generations import Folder
from indexer.generations import activate
from indexer.index import Index
from indexer.query import MISSING, Query, Selection
from mappings.load import OWN, load_mappings

ENTRY = """
  - name: stage
    label: Project stage
    kind: keyword
    description: How far the project was when the Blueprint was written.
    facet: true
    taxonomy: stages
    prefix: stage
"""
TAXONOMY = """
label: Project stage
terms:
  - {id: procurement, label: Procurement, aliases: [Buying]}
  - {id: go-live, label: Go-live}
"""


def document(id_, kind, blueprint, stage):
    text = dict.fromkeys(("title", "name", "headings", "body"), "ward round")
    values = {"blueprint": (blueprint,), "state": ("published",), "stage": stage}
    return Document(kind, id_, blueprint, "Ward round", text, values)


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mappings")
    schema = (OWN / "schema.yaml").read_text("utf-8")
    (folder / "schema.yaml").write_text(schema + ENTRY, "utf-8")
    (folder / "taxonomies").mkdir()
    (folder / "taxonomies" / "stages.yaml").write_text(TAXONOMY, "utf-8")
    mappings = load_mappings(folder)
    documents = [
        document("a1", "artefact", "b1", ("procurement",)),
        document("a2", "artefact", "b1", ("procurement", "go-live")),
        document("b1", "blueprint", "b1", ("procurement", "go-live")),
        document("a3", "artefact", "b2", ()),
        document("b2", "blueprint", "b2", ()),
    ]
    place = Folder(tmp_path_factory.mktemp("index"))
    activate(place, build(place, documents, mappings, {}))
    return Index(place, mappings)


def test_it_is_a_facet_of_the_schema(index):
    field = index.lexicon.schema.field("stage")
    assert field in index.lexicon.schema.facets


def test_it_is_counted_in_both_units(index):
    found = index.search(Query(view="artefacts", text="ward"))
    facet = next(f for f in found.facets if f.field == "stage")
    counts = {v.value: (v.blueprints, v.artefacts) for v in facet.values}
    assert counts == {"procurement": (1, 2), "go-live": (1, 1)}
    assert (facet.missing.blueprints, facet.missing.artefacts) == (1, 1)


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        (Query("artefacts", selections=(Selection("stage", ("go-live",)),)), ["a2"]),
        (Query("artefacts", selections=(Selection("stage", (MISSING,)),)), ["a3"]),
        (Query("artefacts", "ward stage:buying"), ["a1", "a2"]),
        (Query("blueprints", selections=(Selection("stage", ("go-live",)),)), ["b1"]),
    ],
)
def test_it_filters(index, query, ids):
    assert sorted(hit.id for hit in index.search(query).hits) == ids
