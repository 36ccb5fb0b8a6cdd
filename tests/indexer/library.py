"""A small library of documents with the smallest mappings that exercise everything."""

from indexer.build import build
from indexer.documents import Document, Passage
from indexer.embedded.generations import Folder
from indexer.generations import activate
from indexer.index import Index
from mappings.load import Mappings
from mappings.schema import Field, Schema
from mappings.synonyms import SynonymGroup
from mappings.taxonomy import Taxonomy, Term, fold


def taxonomy(name, **labels):
    terms = tuple(Term(i.replace("_", "-"), label) for i, label in labels.items())
    return Taxonomy(
        name,
        name,
        terms,
        {t.id: t for t in terms},
        {fold(n): t for t in terms for n in (t.id, t.label)},
    )


SCHEMA = Schema(
    (
        Field("title", "Title", "text", "", boost=1.5, prefix="title"),
        Field("name", "File name", "text", "", boost=0.5),
        Field("headings", "Headings", "text", ""),
        Field("body", "Text", "text", ""),
        Field("context", "Context", "text", "", boost=0.6, find=False),
        Field(
            "technology",
            "Technology",
            "keyword",
            "",
            lift=1.0,
            facet=True,
            taxonomy="technologies",
            prefix="tech",
        ),
        Field(
            "care_setting",
            "Care setting",
            "keyword",
            "",
            facet=True,
            taxonomy="care_settings",
        ),
        Field("blueprint", "Blueprint", "keyword", "", facet=True),
        Field("state", "State", "keyword", ""),
        Field("published", "Published", "date", ""),
    )
)
GROUPS = (
    SynonymGroup(
        "electronic patient record",
        ("EPR", "EHR"),
        ("e-record",),
        (),
        (),
        "verified",
        "REC",
    ),
    SynonymGroup("shared care record", ("SCR",), (), ("SCR",), (), "verified", "REC"),
)
MAPPINGS = Mappings(
    SCHEMA,
    {
        "technologies": taxonomy(
            "technologies", epr="Electronic patient record", epma="ePMA", rpa="RPA"
        ),
        "care_settings": taxonomy(
            "care_settings", acute="Acute", mental_health="Mental health"
        ),
    },
    GROUPS,
    "test",
)


def artefact(
    id_,
    blueprint,
    title,
    pages,
    *,
    published="",
    audience=("everyone",),
    context="",
    **values,
):
    passages = tuple(
        Passage(id_, i, i, "page", i + 1, f"page {i + 1}", 0, text)
        for i, text in enumerate(pages)
    )
    return Document(
        "artefact",
        id_,
        blueprint,
        title,
        {
            "title": title,
            "name": title,
            "headings": "",
            "body": "\n".join(pages),
            "context": context,
        },
        {"blueprint": (blueprint,), "state": ("published",), **values},
        published,
        audience,
        {"name": f"{id_}.pdf", "path": f"{id_}.pdf", "format": "pdf"},
        (),
        passages,
    )


def blueprint(
    id_,
    title,
    artefacts,
    *,
    published="",
    audience=("everyone",),
    state="published",
    **values,
):
    return Document(
        "blueprint",
        id_,
        id_,
        title,
        {
            "title": title,
            "name": "",
            "headings": "",
            "body": "\n".join(a.text["body"] for a in artefacts),
        },
        {"blueprint": (id_,), "state": (state,), **values},
        published,
        audience,
        {"folder": id_, "artefacts": len(artefacts), "summary": ""},
    )


def documents():
    a = [
        artefact(
            "a1",
            "b1",
            "EPR cutover plan",
            ["We moved the electronic patient record in one weekend.", "Nothing here."],
            published="2024-03-01",
            technology=("epr",),
            care_setting=("acute",),
        ),
        artefact(
            "a2",
            "b1",
            "Training notes",
            ["Floorwalkers helped each ward with the EPR.", "Ward training lasted."],
            technology=("epr",),
        ),
    ]
    b = [
        artefact(
            "a3",
            "b2",
            "Drug chart replacement",
            ["Prescribing moved from paper to ePMA on each ward.", "DCB 0129 applies."],
            published="2023-01-15",
            technology=("epma",),
            care_setting=("mental-health",),
        )
    ]
    c = [
        artefact(
            "a4",
            "b3",
            "Robots in the back office",
            [
                "Robotic process automation saved time.",
                "<script>alert(1)</script> ward",
            ],
            technology=("rpa", "epr"),
        ),
        artefact(
            "a5",
            "b3",
            "Secret costs",
            ["The ward costs are confidential."],
            audience=("finance",),
        ),
    ]
    return [
        *a,
        blueprint(
            "b1",
            "An electronic patient record for an acute trust",
            a,
            published="2024-03-01",
            technology=("epr",),
            care_setting=("acute",),
        ),
        *b,
        blueprint(
            "b2",
            "Replacing the paper drug chart",
            b,
            published="2023-01-15",
            technology=("epma",),
            care_setting=("mental-health",),
        ),
        *c,
        blueprint("b3", "Automation of referrals", c[:1], technology=("rpa", "epr")),
        blueprint("b4", "A draft about the ward", [], state="in-review"),
    ]


def index_of(folder, library):
    """An index of these documents alone, in an empty folder."""
    place = Folder(folder)
    activate(place, build(place, library, MAPPINGS, {}))
    return Index(place, MAPPINGS)
