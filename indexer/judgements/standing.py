"""What has become of people's word: in force, overruled, or about what is gone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from indexer.judgements.log import Judgement, Words
from mappings.load import Mappings
from mappings.schema import Field, Schema
from mappings.taxonomy import Taxonomy

State = Literal[
    "in force", "changed since", "overruled", "no document", "no term", "no field"
]
IN_FORCE: tuple[State, ...] = ("in force", "changed since")

FACTS = frozenset({"format", "role", "state"})  # read off the file, or said by metadata
# Fields of a file alone: it has one value, and its Blueprint has those of its files.
OF_FILES = frozenset({"artefact_type"})


@dataclass(frozen=True, slots=True)
class Standing:
    """A judgement, the line of the log it stands on, and what has become of it.

    The judgement's value is the term's id of today; of a term that has another id now
    the label is today's too. `against` has the last word of each other person who said
    otherwise.
    """

    line: int
    judgement: Judgement
    state: State
    against: tuple[Judgement, ...] = ()


def judged_fields(schema: Schema) -> tuple[Field, ...]:
    """The fields that people may judge: facets with a list, but for facts of a file."""
    return tuple(f for f in schema.facets if f.taxonomy and f.name not in FACTS)


def standings(
    words: Words, mappings: Mappings, digests: Mapping[str, str]
) -> tuple[Standing, ...]:
    """What has become of each judgement, in the order of the log.

    `digests` has the digest of each artefact that there is now, by id, and an empty
    one for each Blueprint. Of two words on one question the later wins. A judgement on
    a file whose bytes have changed stays in force and says so.
    """
    lists = {
        f.name: mappings.taxonomies[f.taxonomy or ""]
        for f in judged_fields(mappings.schema)
    }
    found: list[Standing] = []
    for line in words.lines:
        if line.judgement is not None:
            today = _today(line.judgement, lists.get(line.judgement.field))
            state = _state(today, lists.get(today.field), digests)
            found.append(Standing(line.number, today, state))
    groups: dict[tuple[str, str], list[Standing]] = {}
    for one in found:
        if one.state in (*IN_FORCE, "no document"):
            about = (one.judgement.document, one.judgement.field)
            groups.setdefault(about, []).append(one)
    settled = {s.line: s for group in groups.values() for s in _settled(group)}
    return tuple(settled.get(one.line, one) for one in found)


def in_force(found: Iterable[Standing]) -> dict[str, tuple[Standing, ...]]:
    """The standings that count, by the id of the document they are about."""
    counting: dict[str, list[Standing]] = {}
    for standing in found:
        if standing.state in IN_FORCE:
            counting.setdefault(standing.judgement.document, []).append(standing)
    return {document: tuple(some) for document, some in counting.items()}


def _today(judgement: Judgement, taxonomy: Taxonomy | None) -> Judgement:
    """The judgement with the id that its term has now.

    A term that was given another id keeps its word where it lists the old id as an
    alias.
    """
    if taxonomy is None or not judgement.taxonomy:
        return judgement
    if judgement.value in taxonomy.by_id:
        return judgement
    term = taxonomy.resolve(judgement.value)
    return replace(judgement, value=term.id, label=term.label) if term else judgement


def _state(
    judgement: Judgement, taxonomy: Taxonomy | None, digests: Mapping[str, str]
) -> State:
    if taxonomy is None:
        return "no field"
    if judgement.taxonomy and judgement.value not in taxonomy.by_id:
        return "no term"
    if judgement.document not in digests:
        return "no document"
    same = digests[judgement.document] == judgement.digest
    return "in force" if same else "changed since"


def _settled(group: list[Standing]) -> list[Standing]:
    """One field of one document: what later judgements did to earlier ones."""
    return [
        replace(one, state="overruled")
        if any(_asks_alike(later, one) for later in group[place + 1 :])
        else replace(one, against=_against(one, group[:place]))
        for place, one in enumerate(group)
    ]


def _asks_alike(a: Standing, b: Standing) -> bool:
    """Whether two judgements answer one question.

    They do if they are on one value; in a field that has one value, also if they set
    two.
    """
    one, other = a.judgement, b.judgement
    if one.value == other.value:
        return True
    single = one.field in OF_FILES and bool(one.path)
    return single and "reject" not in (one.verdict, other.verdict)


def _against(mine: Standing, before: list[Standing]) -> tuple[Judgement, ...]:
    if mine.state not in IN_FORCE:
        return ()
    last = {s.judgement.by: s.judgement for s in before if _asks_alike(mine, s)}
    said = (mine.judgement.value, mine.judgement.verdict == "reject")
    return tuple(
        one
        for by, one in last.items()
        if by != mine.judgement.by and (one.value, one.verdict == "reject") != said
    )
