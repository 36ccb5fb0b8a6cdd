"""The labels most worth a person's look: most seen, least sure, disagreed on first."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from indexer.documents import EVERYONE, Band, Evidence
from indexer.index import Index
from indexer.judgements.judging import document_of
from indexer.judgements.log import Words
from indexer.judgements.standing import (
    IN_FORCE,
    OF_FILES,
    Standing,
    judged_fields,
    standings,
)
from indexer.query import Opened

Reason = Literal[
    "people differ", "file changed since", "given and suggested differ", "unsure"
]
FIRST: Mapping[Reason, int] = {
    "people differ": 0,
    "file changed since": 1,
    "given and suggested differ": 2,
    "unsure": 3,
}
# How much a look would tell: most near the line that decides whether a value stands.
DOUBT: Mapping[Band, float] = {"high": 0.1, "medium": 0.5, "low": 0.3}


@dataclass(frozen=True)
class Doubt:
    """A value of a document to confirm or reject, and why it is asked.

    `seen` counts the documents that show it: the Blueprint and its files. `worth` is
    `seen` times the doubt of its band. `given` has what people or metadata say instead;
    the phrase with its place is the best that speaks for the value.
    """

    document: str
    kind: str
    title: str
    field: str
    value: str
    label: str
    reason: Reason
    band: Band
    seen: int
    worth: float
    given: tuple[str, ...] = ()
    source: str = ""
    phrase: str = ""
    artefact: str = ""
    segment: int | None = None


def review(
    index: Index, words: Words, size: int, audience: tuple[str, ...] = (EVERYONE,)
) -> tuple[Doubt, ...]:
    """The most worthwhile doubts, at most `size`.

    What people settled is not asked again, unless they differ or the file has changed
    since. Kinds of files are asked of each file, all else once of its Blueprint.
    """
    digests: dict[str, str] = {}
    doubts: list[Doubt] = []
    documents: dict[str, Opened] = {}
    for blueprint in index.blueprints(audience):
        files = index.artefacts_of(blueprint.id, audience)
        digests |= {f.id: str(f.stored.get("digest", "")) for f in files}
        digests[blueprint.id] = ""
        documents |= {o.id: o for o in (blueprint, *files)}
        doubts += _of_blueprint(index, blueprint, files)
    found = standings(words, index.lexicon.mappings, digests)
    settled = {_key(s) for s in found if s.state in IN_FORCE}
    asked = [d for d in doubts if (d.document, d.field, d.value) not in settled]
    asked += [d for s in found if (d := _again(s, documents))]
    asked.sort(key=lambda d: (FIRST[d.reason], -d.worth, d.document, d.field, d.value))
    return tuple(asked[:size])


def told(
    index: Index, words: Words, audience: tuple[str, ...] = (EVERYONE,)
) -> tuple[Standing, ...]:
    """What has become of each judgement, by what the live index holds."""
    digests: dict[str, str] = {}
    about = {line.judgement.document for line in words.lines if line.judgement}
    for id_ in about:
        if opened := document_of(index, id_, audience):
            digests[id_] = str(opened.stored.get("digest", ""))  # of a file alone
    return standings(words, index.lexicon.mappings, digests)


def _of_blueprint(
    index: Index, blueprint: Opened, files: Iterable[Opened]
) -> Iterator[Doubt]:
    some = list(files)
    shown = Counter(
        (f, v) for o in (blueprint, *some) for f, vs in o.values.items() for v in vs
    )
    names = [f.name for f in judged_fields(index.lexicon.schema)]
    whole = [n for n in names if n not in OF_FILES]
    yield from _doubts(index, blueprint, whole, shown)
    for file in some:
        yield from _doubts(index, file, [n for n in names if n in OF_FILES], {})


def _doubts(
    index: Index,
    opened: Opened,
    fields: Iterable[str],
    shown: Mapping[tuple[str, str], int],
) -> Iterator[Doubt]:
    for field in fields:
        taxonomy = index.lexicon.taxonomy(field)
        own = opened.stored.get("labels", {}).get(field, {})
        some = [e for e in opened.evidence if e.field == field]
        given = tuple(dict.fromkeys(e.value for e in some if e.origin == "given"))
        best: dict[str, Evidence] = {}
        for e in some:
            if e.origin == "suggested":
                best.setdefault(e.value, e)
        # A text that also says what was given adds to it, and is no contradiction.
        differ = bool(given) and not best.keys() & set(given)
        for value, e in best.items():
            if value in given:
                continue
            stands = value in opened.values.get(field, ())
            band: Band = e.band if stands or given else "low"
            if given and band == "low":
                continue
            seen = shown.get((field, value), 0) or 1
            named = taxonomy.label_of(value) if taxonomy else value
            yield Doubt(
                opened.id,
                opened.kind,
                opened.title,
                field,
                value,
                own.get(value, named),
                "given and suggested differ" if differ else "unsure",
                band,
                seen,
                round(seen * DOUBT[band], 2),
                given,
                e.source,
                e.phrase,
                e.artefact,
                e.segment,
            )


def _again(standing: Standing, documents: Mapping[str, Opened]) -> Doubt | None:
    """What people said already, where it must be asked again."""
    reason: Reason = "people differ" if standing.against else "file changed since"
    if standing.state not in IN_FORCE:
        return None
    if not standing.against and standing.state != "changed since":
        return None
    one = standing.judgement
    said = (*standing.against, one)
    opened = documents[one.document]
    return Doubt(
        one.document,
        opened.kind,
        opened.title,
        one.field,
        one.value,
        one.label,
        reason,
        "high",
        1,
        1.0,
        tuple(f"{j.verdict} {j.label} by {j.by} on {j.at[:10]}" for j in said),
    )


def _key(standing: Standing) -> tuple[str, str, str]:
    one = standing.judgement
    return one.document, one.field, one.value
