"""From what a person asks for to a judgement that the log can keep, or a refusal."""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches

from indexer.documents import EVERYONE
from indexer.index import Index
from indexer.judgements.log import VERDICTS, Judgement, Words
from indexer.judgements.standing import judged_fields
from indexer.query import Opened, QueryError
from indexer.terms import near_ids
from mappings.taxonomy import Taxonomy

LONGEST_NAME, LONGEST_WHY = 100, 1000  # characters


@dataclass(frozen=True, slots=True)
class Claim:
    """What a person says of a value of a document, unchecked.

    `value` may be the id or the label of a term.
    """

    verdict: str
    document: str
    field: str
    value: str
    by: str
    why: str


def judgement_of(
    index: Index, words: Words, claim: Claim, audience: tuple[str, ...] = (EVERYONE,)
) -> Judgement:
    """The judgement, checked against the live index and what people said before.

    QueryError names the first thing that is wrong: a document, field or value that is
    not there, a confirmation or rejection of what nobody said, a missing name or
    reason.
    """
    by = _written("by", claim.by, LONGEST_NAME)
    why = _written("why", claim.why, LONGEST_WHY)
    verdict = next((v for v in VERDICTS if v == claim.verdict), None)
    if verdict is None:
        detail = f"must be one of {', '.join(VERDICTS)}"
        raise QueryError("verdict", claim.verdict, detail)
    opened = _opened(index, claim.document, audience)
    field, value = claim.field, claim.value
    taxonomy = _taxonomy(index, field)
    term = taxonomy.by_id.get(value) or taxonomy.resolve(value)
    said = said_of(opened, field, words)
    if not term and value not in said:
        raise _unknown(value, taxonomy, said)
    id_ = term.id if term else value
    if verdict != "set" and id_ not in said:
        has = f"has {', '.join(sorted(said))}" if said else "has none"
        detail = f"nothing says so: {field} of {claim.document!r} {has}"
        raise QueryError("value", value, detail)
    named = opened.stored.get("labels", {}).get(field, {})
    of_file = opened.stored if opened.kind == "artefact" else {}
    return Judgement(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        by=by,
        verdict=verdict,
        document=opened.id,
        blueprint=opened.blueprint,
        path=of_file.get("path", ""),
        digest=of_file.get("digest", ""),
        field=field,
        value=id_,
        label=term.label if term else str(named.get(value, value)),
        taxonomy=taxonomy.name if term else "",
        why=why,
    )


def said_of(opened: Opened, field: str, words: Words) -> frozenset[str]:
    """The values that a document has in a field, was given, suggested or denied."""
    rejected = opened.stored.get("rejected", ())
    judged = (line.judgement for line in words.lines if line.judgement)
    return frozenset(
        (
            *opened.values.get(field, ()),
            *(e.value for e in opened.evidence if e.field == field),
            *(r["value"] for r in rejected if r["field"] == field),
            # What is in no build yet.
            *(j.value for j in judged if (j.document, j.field) == (opened.id, field)),
        )
    )


def document_of(index: Index, id_: str, audience: tuple[str, ...]) -> Opened | None:
    """The Blueprint or artefact of that id; None if there is none for this audience."""
    return index.open("blueprint", id_, audience) or index.open(
        "artefact", id_, audience
    )


def _opened(index: Index, id_: str, audience: tuple[str, ...]) -> Opened:
    opened = document_of(index, id_, audience)
    if opened is None:
        raise QueryError("id", id_, "there is no such Blueprint or artefact")
    return opened


def _taxonomy(index: Index, field: str) -> Taxonomy:
    names = [f.name for f in judged_fields(index.lexicon.schema)]
    taxonomy = index.lexicon.taxonomy(field) if field in names else None
    if taxonomy is None:
        raise QueryError("field", field, f"must be one of {', '.join(names)}")
    return taxonomy


def _unknown(value: str, taxonomy: Taxonomy, said: frozenset[str]) -> QueryError:
    near = dict.fromkeys((*near_ids(taxonomy, value), *get_close_matches(value, said)))
    hint = f"; did you mean {' or '.join(near)}" if near else ""
    return QueryError("value", value, f"{taxonomy.name} has no such term{hint}")


def _written(name: str, text: str, longest: int) -> str:
    """The text without space around it; QueryError if it is empty or no plain line."""
    plain = " ".join(text.split())
    if not plain:
        raise QueryError(name, text, "must be given")
    if len(plain) > longest:
        raise QueryError(name, text[:50], f"is longer than {longest} characters")
    if any(unicodedata.category(c) in ("Cc", "Cs", "Cn", "Cf") for c in plain):
        raise QueryError(name, text[:50], "has letters that cannot be shown")
    return plain
