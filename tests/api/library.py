"""A small library: real files, hostile names, and a part that is not for everyone."""

from dataclasses import replace

from indexer.documents import Evidence
from mappings.load import load_mappings
from tests.indexer.library import artefact, blueprint

MAPPINGS = load_mappings()  # the product's own, read once for all tests here
HOSTILE = '"><script>alert(1)</script> ward & <b>bed</b>'
NAME = 'évaluation\n"final"; v2 <b>.pdf'
SECRET = "zebra"  # stands only in what the audience `finance` may see


def file(document, content=None, folder=None, *, empty=0, **stored):
    """The document with what ingestion would store, and its bytes on disk.

    `empty` pages without text follow those that it has.
    """
    location = ""
    if folder is not None:
        path = folder / f"{document.id}.bin"
        location = str(path)
        if content is not None:
            path.write_bytes(content)
    pages = [len(p.text) for p in document.passages] + [0] * empty
    about = {
        "name": f"{document.id}.pdf",
        "path": f"{document.id}.pdf",
        "location": location,
        "size": len(content or b""),
        "status": "ok",
        "reason": "",
        "media_type": "application/pdf",
        "format": "pdf",
        "role": "artefact",
        "segments": [
            {"kind": "page", "number": n, "label": f"page {n}", "characters": size}
            for n, size in enumerate(pages, 1)
        ],
        "reading": {"read": len(document.passages), "found": len(pages)},
    }
    return replace(
        document,
        values={**document.values, "format": ("pdf",)},
        stored={**about, **stored},
    )


def past():
    """What is stored of two builds, and of a value that people took off."""
    gained = [{"field": "technology", "value": "epr"}]
    changed = {
        "date": "2026-03-01T10:00:00+00:00",
        "first": False,
        "added": ["plan.pdf", HOSTILE],
        "removed": [NAME],
        "changed": ["notes.pdf"],
        "gained": gained,
        "lost": [{"field": "care_setting", "value": "mental-health"}],
        "cut": 1,
        "audience": ["everyone"],
    }
    empty = {key: [] for key in ("removed", "changed", "gained", "lost")}
    first = {**changed, **empty, "date": "2025-12-24T09:00:00+00:00", "first": True}
    rejected = {"value": "mental-health", "label": HOSTILE, "by": "Ada", "why": "so"}
    rejected |= {"field": "care_setting", "date": "2026-03-01"}
    return {"history": [changed, first], "rejected": [rejected]}


def documents(folder):
    epr = [
        file(
            artefact(
                "plan",
                "epr",
                "EPR cutover plan",
                [
                    "We moved the electronic patient record in one weekend.",
                    "Each ward had a floorwalker.",
                ],
                published="2024-03-01",
                technology=("epr",),
                care_setting=("acute",),
            ),
            b"%PDF-1.7 cutover",
            folder,
        ),
        file(
            artefact(
                "notes",
                "epr",
                "Training notes",
                ["Floorwalkers knew the EPR.", "Training of each ward."],
                technology=("epr",),
            ),
            None,
            folder,
            empty=1,
        ),
        file(
            artefact(
                "costs",
                "epr",
                f"Costs of the {SECRET}",
                [f"The ward {SECRET} costs are confidential."],
                audience=("finance",),
                technology=("rpa",),
            ),
            SECRET.encode(),
            folder,
        ),
    ]
    chart = [
        file(
            artefact(
                "chart",
                "chart",
                HOSTILE,
                ["Prescribing moved to ePMA on each ward.", f"{HOSTILE} page"],
                published="2023-01-15",
                technology=("epma",),
                care_setting=("mental-health",),
            ),
            b"<script>alert(1)</script>",
            folder,
            name=NAME,
            media_type="text/html",
        ),
    ]
    hidden = [
        file(
            artefact(
                "merger",
                "hidden",
                f"Merger {SECRET}",
                [f"The {SECRET} ward moved the patient record in one weekend."],
                audience=("finance",),
                technology=("rpa",),
            ),
            SECRET.encode(),
            folder,
        )
    ]
    rule = "technology: text, and the files beside it"
    suggested = Evidence(
        "technology", "epr", "suggested", rule, "high", "EPR", "plan", 0, 13, 38
    )
    leak = suggested._replace(phrase=f"{SECRET} EPR", artefact="costs")
    return [
        *epr,
        replace(
            blueprint(
                "epr",
                "An electronic patient record for an acute trust",
                epr[:2],
                published="2024-03-01",
                technology=("epr",),
                care_setting=("acute",),
            ),
            evidence=(suggested, leak),
            stored={"folder": "epr", "artefacts": 2, "summary": "", **past()},
        ),
        *chart,
        blueprint(
            "chart",
            HOSTILE,
            chart,
            published="2023-01-15",
            technology=("epma", "epr"),
            care_setting=("mental-health",),
        ),
        *hidden,
        blueprint(
            "hidden",
            f"Merger {SECRET}",
            hidden,
            audience=("finance",),
            technology=("rpa", "epr"),
        ),
        blueprint("draft", "A draft about the ward", [], state="in-review"),
    ]
