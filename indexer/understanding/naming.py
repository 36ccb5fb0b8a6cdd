"""Which values of facets a text names: by what people call them, in its words."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, groupby

from indexer.analysis.analyser import TOKEN, Analyser
from indexer.understanding.grammar import Clause, Either, Group, Quoted, Word

# What people leave off the name of a body.
LEGAL = re.compile(r"(?: NHS)?(?: Foundation)? (?:Trust|FT)$", re.IGNORECASE)
PLURAL = re.compile(r"(?:'s|s'|ies|es|s|y|e)$")
MOST = 8  # values that one text names: more is a list, and no question

NOTHING = ""  # the id of a phrase that names no value of its field, nor do words in it
# A field, an id, what it is called, and whether that is an ordinary word too ("Better",
# "IT"), which names it only where it is written with a capital or is all that is asked.
Called = tuple[str, str, str, bool]
Name = tuple[str, bool]
Ids = Mapping[str, Sequence[Name]]  # what each id is called
Match = tuple[range, str, Ids]  # places of the tokens, a field
Row = Sequence[tuple[str, str]]  # tokens, each with the word it was written in


class Gazetteer:
    """Values by the tokens of their names."""

    def __init__(self, names: Iterable[Called], analyser: Analyser) -> None:
        self._ids: dict[tuple[str, ...], dict[str, dict[str, list[Name]]]] = {}
        for field, id_, name, ordinary in names:
            for said in dict.fromkeys((name, LEGAL.sub("", name))):
                if tokens := tuple(analyser.words(said)):
                    ids = self._ids.setdefault(tokens, {}).setdefault(field, {})
                    ids.setdefault(id_, []).append((said, ordinary))
        self._longest = max(map(len, self._ids), default=0)

    @cached_property
    def tokens(self) -> frozenset[str]:
        """All tokens of the names."""
        return frozenset(chain.from_iterable(self._ids))

    def found(self, tokens: Sequence[str]) -> Iterator[Match]:
        """The names in a row of tokens, the longest first, then as they stand."""
        for length in range(min(len(tokens), self._longest), 0, -1):
            for at in range(len(tokens) - length + 1):
                here = self._ids.get(tuple(tokens[at : at + length]), {})
                for field, ids in here.items():
                    yield range(at, at + length), field, ids


def named(group: Group, every: Sequence[Gazetteer]) -> tuple[tuple[str, str], ...]:
    """The values, at most `MOST`, that a text names, each as field and id: those of the
    longest names first. A name inside a longer one is not meant.
    """
    found: dict[tuple[str, str], None] = {}
    rows = list(_rows(group))
    for row in rows:
        matches = [m for names in every for m in names.found([t for t, _ in row])]
        matches.sort(key=lambda match: (-len(match[0]), match[0].start))
        taken: dict[int, int] = {}  # the length of the name that a token is in
        silent: set[tuple[str, int]] = set()
        for places, field, ids in matches:
            length, words = len(places), [row[n][1] for n in places]
            alone = len(rows) == 1 and length == len(row)
            of_field = {(field, n) for n in places}
            some = [
                id_
                for id_, names in ids.items()
                if id_ != NOTHING and _meant(names, words, alone)
            ]
            if not silent.isdisjoint(of_field):
                continue
            if NOTHING in ids:
                silent |= of_field
            if some and all(taken.get(n, length) <= length for n in places):
                taken |= dict.fromkeys(places, length)
                found |= dict.fromkeys((field, id_) for id_ in some)
    return tuple(found)[:MOST]


def _meant(names: Iterable[Name], words: Sequence[str], alone: bool) -> bool:
    """Whether any of the names is meant by words with its tokens; `alone` says that
    there are no others.

    Of one word the ending must be right but for the plural: "record" is no "recording".
    """
    capital = any(word != word.lower() for word in words)
    single = {_singular(part) for part in TOKEN.findall(" ".join(words))}
    return any(
        (alone or capital or not ordinary)
        and (len(words) > 1 or single & {_singular(p) for p in TOKEN.findall(name)})
        for name, ordinary in names
    )


def _singular(word: str) -> str:
    """The same for the plural of a word."""
    return PLURAL.sub("", word.casefold())


def _rows(clause: Clause) -> Iterator[Row]:
    """Words next to each other that are wanted, asked of no field."""
    match clause:
        case Word(field=None) | Quoted(field=None):
            yield [(token, clause.written) for token in clause.tokens]
        case Either(items=items):
            yield from chain.from_iterable(map(_rows, items))
        case Group(wanted=wanted):
            for loose, parts in groupby(wanted, _is_loose):
                rows = chain.from_iterable(map(_rows, parts))
                yield from [list(chain.from_iterable(rows))] if loose else rows


def _is_loose(clause: Clause) -> bool:
    return isinstance(clause, Word) and clause.field is None
