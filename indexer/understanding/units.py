"""The units of a query: what was written, and what else is searched for it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from indexer.query import Expansion
from indexer.understanding.grammar import Clause, Either, Group, Quoted, Start, Word

Tokens = tuple[str, ...]

BRIEF = 8  # words up to which a text is no prose: its quotation marks bind
SIGNS = "?!.,;:()"  # of a sentence, no part of its words

# Words that carry no topic; left out unless nothing else is asked.
COMMON = frozenset(
    """
    a about above after again against all also am an and any anyone are as at be
    because been before being below between both but by can could dear did do does
    doing down during each few for from further get give given gives had has have
    having he hello her here hers hi him his how i if in into is it its itself just
    know me more most my no nor not of off on once only or other our ours out over own
    please re regards same she should sir so some someone something such tell than
    thank thanks that the their theirs them then there these they this those through to
    too under until up us very want was we were what when where which while who whom
    why will with would you your yours
    """.split()
)

# Of these what makes another word of one that it stands by: to opt out, out of hours.
PARTICLES = frozenset("down in off on out over up".split())


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another way to say it, and its share of the score."""

    written: str
    tokens: Tokens
    weight: float


@dataclass(frozen=True, slots=True)
class Synonymous:
    """One unit of the query: the words as written, or one of the alternatives.

    `kin` only move a document that is found anyway. `doubtful` is what an ambiguous
    abbreviation may mean: alternatives only where no document has it.
    """

    words: tuple[Clause, ...]
    alternatives: tuple[Alternative, ...]
    kin: tuple[Alternative, ...] = ()
    doubtful: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class Expanded:
    """A group whose units may be synonymous, and what was added for the reader."""

    wanted: tuple["Unit", ...]
    unwanted: tuple[Clause, ...]
    expansions: tuple[Expansion, ...] = ()


Unit = Clause | Synonymous | Expanded


def is_brief(units: tuple[Unit, ...]) -> bool:
    """Whether a text is short enough that each mark in it was set on purpose."""
    return len(topical(units)) <= BRIEF


def topical(units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """The units without common words, unless only those were written."""
    kept = tuple(u for u in units if not is_common(u))
    return kept or units


def is_common(unit: Unit) -> bool:
    """Whether it is a word that carries no topic."""
    return isinstance(unit, Word) and unit.written.strip(SIGNS).lower() in COMMON


def is_particle(word: Word) -> bool:
    """Whether it is one of the common words that make another word with a neighbour."""
    return word.written.strip(SIGNS).lower() in PARTICLES


def one_word(unit: Unit) -> Word | None:
    """The word of a unit that is one word of one token and asked of any field."""
    words = unit.words if isinstance(unit, Synonymous) else (unit,)
    match words:
        case (Word(tokens=(_,), field=None) as word,) if not is_common(word):
            return word
    return None


def expansion_of(
    words: Iterable[Clause], alternatives: Iterable[Alternative]
) -> Expansion:
    """What the reader is told of words and the alternatives that were added."""
    written = " ".join(w.written for w in words if isinstance(w, Word | Quoted | Start))
    return Expansion(written.strip(SIGNS), tuple(a.written for a in alternatives))


def parted(units: tuple[Unit, ...]) -> tuple[tuple[Unit, ...], tuple[Unit, ...]]:
    """What was asked on purpose and is never left out, and the loose words.

    Phrases, fields, groups and beginnings are asked on purpose; in prose the phrases
    are not: people paste sentences with quotation marks in them.
    """
    prose = not is_brief(units)
    firm = tuple(u for u in units if _is_firm(u, prose))
    return firm, tuple(u for u in units if not _is_firm(u, prose))


def _is_firm(unit: Unit, prose: bool) -> bool:
    if isinstance(unit, Synonymous):
        return not prose and any(isinstance(w, Quoted) for w in unit.words)
    if isinstance(unit, Quoted) and unit.field is None:
        return not prose
    return not isinstance(unit, Word) or unit.field is not None


def of_no_field(unit: Unit) -> Unit | None:
    """A unit without what it asks of a field, however deep; None if that is all."""
    match unit:
        case Synonymous():
            return unit
        case Either():
            items = _of_no_field(unit.items)
            return Either(items) if items else None
        case Group() | Expanded():
            wanted, unwanted = _of_no_field(unit.wanted), _of_no_field(unit.unwanted)
            return replace(unit, wanted=wanted, unwanted=unwanted) if wanted else None
        case _:
            return unit if unit.field is None else None


def _of_no_field(units: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(left for u in units if (left := of_no_field(u)) is not None)


def together(unit: Unit) -> tuple[Unit, ...]:
    """The units that this one asks for at once; none if it is only one."""
    match unit:
        case Synonymous(words=(_, _, *_) as words):
            return topical(words)
        case Group() | Expanded():
            inner = tuple(u for w in unit.wanted for u in together(w) or (w,))
            return inner if len(inner) > 1 else ()
        case Either():
            return tuple(u for item in unit.items for u in together(item))
    return ()


def words_of(unit: Unit) -> tuple[Word | Quoted, ...]:
    """The words and phrases of a unit that are asked of no field."""
    said = unit.words if isinstance(unit, Synonymous) else (unit,)
    return tuple(w for w in said if isinstance(w, Word | Quoted) and not w.field)


def loose_words(unit: Unit) -> tuple[Word, ...]:
    """The words of a unit that stand for themselves: in no field, phrase or group."""
    if isinstance(unit, Word) and unit.field is None:
        return (unit,)
    if isinstance(unit, Synonymous):
        return tuple(w for w in unit.words if isinstance(w, Word))
    return ()
