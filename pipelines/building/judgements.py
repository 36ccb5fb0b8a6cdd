"""People's word applied to documents: stronger than metadata and rules.

It enters at two places. What people rejected of the metadata is not given to the
enricher, so that suggestions which it held down may stand. Everything else is applied
to the documents that the enricher made, value by value: a word on one value says
nothing of the others.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from indexer.documents import Document, Evidence
from indexer.judgements.log import LOG, Judgement, Words
from indexer.judgements.standing import OF_FILES, Standing
from pipelines.bundle import Metadata, Problem

Judged = Mapping[str, tuple[Standing, ...]]  # in force, by the id of a document
LEADS = ("core", "summary")  # a word on such a file is one on its Blueprint

_WHY = {
    "no document": "no such Blueprint or artefact is in the library now",
    "no term": "the term is no longer in its list",
    "no field": "the field is no longer judged",
}


def heard(metadata: Metadata, judged: Iterable[Standing]) -> Metadata:
    """The metadata of a Blueprint without the values that people rejected of it."""
    rejected = {
        (s.judgement.field, s.judgement.value)
        for s in judged
        if s.judgement.verdict == "reject"
    }
    values = {
        field: tuple(g for g in given if (field, g.value) not in rejected)
        for field, given in metadata.values.items()
    }
    return replace(metadata, values={f: g for f, g in values.items() if g})


def applied(documents: Iterable[Document], judged: Judged) -> list[Document]:
    """The documents of one Blueprint, its own first, as people's word makes them.

    Files have what is set for their Blueprint, but for the fields of files alone. The
    Blueprint has what is set for its core document or summary, and the kinds of all its
    files; a value that no file has any longer, and nothing else speaks for, is dropped.
    """
    blueprint, *artefacts = documents
    own = judged.get(blueprint.id, ())
    passed_on = [
        s
        for s in own
        if s.judgement.verdict != "reject" and s.judgement.field not in OF_FILES
    ]
    files = [
        _after(a, judged.get(a.id, ()), _unspoken(passed_on, judged.get(a.id, ())))
        for a in artefacts
    ]
    about_files = [s for a in artefacts for s in judged.get(a.id, ())]
    if about_files:
        blueprint = _without(blueprint, about_files, files)
    leading = [
        s
        for a in artefacts
        for s in judged.get(a.id, ())
        if s.judgement.verdict != "reject"
        and (s.judgement.field in OF_FILES or a.stored.get("role") in LEADS)
    ]
    return [_after(blueprint, own, _unspoken(leading, own)), *files]


def problems(words: Words, found: Iterable[Standing]) -> Iterator[Problem]:
    """What of people's word has no effect, and on what people differ."""
    for line in words.damaged:
        yield Problem(LOG, line, "", "", "the line cannot be read, and is ignored")
    for standing in found:
        one = standing.judgement
        told = f"{one.verdict} {one.document} {one.label} by {one.by}"
        if standing.state in _WHY:
            detail = f"{_WHY[standing.state]}; the label is kept and ignored"
            yield Problem(LOG, standing.line, one.field, told, detail)
        if standing.state == "changed since":
            detail = "the file has changed since; the label is in force"
            yield Problem(LOG, standing.line, one.field, told, detail)
        if standing.against:
            names = ", ".join(f"{j.verdict} by {j.by}" for j in standing.against)
            detail = f"in force as the later word; against it: {names}"
            yield Problem(LOG, standing.line, one.field, told, detail)


def _unspoken(
    passed_on: Iterable[Standing], own: Iterable[Standing]
) -> tuple[Standing, ...]:
    """What comes from elsewhere, but for what people said of this document itself."""
    spoken = {(s.judgement.field, s.judgement.value) for s in own}
    return tuple(
        s for s in passed_on if (s.judgement.field, s.judgement.value) not in spoken
    )


def _after(
    document: Document, own: Iterable[Standing], passed_on: Iterable[Standing]
) -> Document:
    """A document after what people said of it, and of what it belongs to."""
    for standing in (*passed_on, *own):
        if standing.judgement.verdict == "reject":
            document = _rejected(document, standing)
        else:
            document = _said(document, standing)
    return document


def _rejected(document: Document, standing: Standing) -> Document:
    one = standing.judgement
    left = tuple(v for v in document.values.get(one.field, ()) if v != one.value)
    evidence = tuple(
        e for e in document.evidence if (e.field, e.value) != (one.field, one.value)
    )
    told = {
        "field": one.field,
        "value": one.value,
        "label": one.label,
        "by": one.by,
        "date": one.at[:10],
        "why": one.why,
    }
    stored = {**document.stored, "rejected": [*_rejections(document), told]}
    values = _with(document.values, one.field, left)
    return replace(document, values=values, evidence=evidence, stored=stored)


def _said(document: Document, standing: Standing) -> Document:
    one = standing.judgement
    before = document.values.get(one.field, ())
    single = one.field in OF_FILES and document.kind == "artefact"
    after = (one.value,) if single else tuple(dict.fromkeys((*before, one.value)))
    said = Evidence(one.field, one.value, "given", source_of(standing))
    return replace(
        document,
        values=_with(document.values, one.field, after),
        evidence=(said, *document.evidence),
    )


def source_of(standing: Standing) -> str:
    """Who gave a value, as evidence names it."""
    one: Judgement = standing.judgement
    changed = standing.state == "changed since"
    earlier = ", for an earlier version of the file" if changed else ""
    return f"label by {one.by} on {one.at[:10]}{earlier}"


def _without(
    blueprint: Document, about: Iterable[Standing], files: Iterable[Document]
) -> Document:
    """The Blueprint without what it only had of files that people judged otherwise."""
    carried = {(f, v) for a in files for f, some in a.values.items() for v in some}
    denied = {
        (s.judgement.document, s.judgement.field, s.judgement.value)
        for s in about
        if s.judgement.verdict == "reject"
    }
    evidence = tuple(
        e for e in blueprint.evidence if (e.artefact, e.field, e.value) not in denied
    )
    backed = {(e.field, e.value) for e in evidence if e.field not in OF_FILES}
    fields = {s.judgement.field for s in about}
    values = {
        field: some
        if field not in fields
        else tuple(v for v in some if (field, v) in carried | backed)
        for field, some in blueprint.values.items()
    }
    kept = {f: some for f, some in values.items() if some}
    return replace(blueprint, values=kept, evidence=evidence)


def _with(
    values: Mapping[str, tuple[str, ...]], field: str, some: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    return {f: v for f, v in {**values, field: some}.items() if v}


def _rejections(document: Document) -> list[Any]:
    return list(document.stored.get("rejected", ()))
