"""Words of the library that are like the ones written, searched for too."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from indexer.analysis.analyser import TOKEN
from indexer.analysis.spelling import variants
from indexer.analysis.vocabulary import Analysis, Vocabulary
from indexer.understanding.grammar import Word
from indexer.understanding.units import (
    SIGNS,
    Alternative,
    Expanded,
    Synonymous,
    Unit,
    expansion_of,
    is_brief,
    is_particle,
    one_word,
)

SPELLING = 0.8  # of a word the library has, for one like it that it has not
JOINED = 0.4  # of each of two words, for the word of the library that they make
FAMILY = 0.4  # of a word that begins alike, for a word hardly any document has
KIN = 0.15  # the same for a word many documents have: it moves hits, adds none
STEM = 2  # times the letters of its stem that a word has at most
RELEASE = re.compile(r"[vV]?(\d+(?:\.\d+)+)")  # number of a version: v2.5.1, 2.5.1
RARE = 3  # documents that have a word, up to which its family is searched too


@dataclass(frozen=True, slots=True)
class Widening:
    """What the words of a library make of those that are written.

    `names` are the tokens of all words of the mappings, which nobody takes for misspelt
    though no document has them.
    """

    vocabulary: Vocabulary
    of_word: Analysis
    names: frozenset[str]

    def widened(self, group: Expanded) -> Expanded:
        """The group with words of the library that are like the ones written.

        A word stands for its British or American spelling too; outside of prose one
        with a hyphen for the same without, the number of a version for the same with
        "v" or without, a rare word for itself in two words, and two words for the
        frequent one that they make ("health care", "log in"). One
        that no document has stands for those spelled like it, a rare one also for those
        that begin alike, or for the word it ends in or that ends in it if it has no
        other name, unless the mappings have it too; an ambiguous abbreviation for all
        that it may mean. Of a joined name with a word that no document has each word
        stands alone. Names in quotes, codes and numbers stay as they are.
        """
        said = list(group.expansions)
        units: list[Unit] = []
        brief = is_brief(group.wanted)
        parts = [part for u in group.wanted for part in self._parts(u)]
        joined = self._joined(parts) if brief else {}
        for at, unit in enumerate(parts):
            if brief and (whole := _hyphened(unit) or _release(unit)):
                same = self._closed(whole) or self._released(whole)
                units.append(Synonymous((whole,), same) if same else unit)
                said.extend([expansion_of((whole,), same)] if same else [])
                continue
            word = one_word(unit)
            if word is None:
                units.append(unit)
                continue
            known = unit.alternatives if isinstance(unit, Synonymous) else ()
            like = tuple(
                a
                for a in (
                    *joined.get(at, ()),
                    *(
                        self._doubtful(unit, word)
                        or self._like(word, bool(known), brief)
                    ),
                )
                if a.tokens not in {k.tokens for k in known}
            )
            kin = self._kin(word) if brief else ()
            units.append(Synonymous((word,), (*known, *like), kin))
            if like:
                said.append(expansion_of((word,), like))
        return replace(group, wanted=tuple(units), expansions=tuple(said))

    def misspelt(self, group: Expanded) -> dict[str, str]:
        """Written words that no document and no name has, each with the word it is most
        like.
        """
        words = [w for w in map(one_word, group.wanted) if w]
        near = [
            (w, self.vocabulary.near(_letters(w), self.of_word))
            for w in words
            if not self._documents(w)
            and not self._is_name(w)
            and not self._spelled_otherwise(w)
        ]
        # What is most like it may be another form of the word itself.
        return {
            word.written: found[0][1]
            for word, found in near
            if found and found[0][0] != word.tokens[0]
        }

    def _parts(self, unit: Unit) -> tuple[Unit, ...]:
        """The words of a joined name of which no document has one: together they find
        nothing. Codes and numbers stay whole, and so does what the library writes as
        one.
        """
        word = _hyphened(unit)
        if (
            word is None
            or all(t in self.vocabulary.tokens for t in word.tokens)
            or self._closed(word)
        ):
            return (unit,)
        words = TOKEN.findall(word.written)
        return tuple(Word(w, self.of_word(w)) for w in words if self.of_word(w))

    def _joined(self, parts: Sequence[Unit]) -> Mapping[int, Sequence[Alternative]]:
        """By the places of words what two neighbours are as one word, which stands for
        each of them.
        """
        found: dict[int, list[Alternative]] = defaultdict(list)
        for at, (one, other) in enumerate(pairwise(parts)):
            first, second = one_word(one), one_word(other)
            if isinstance(other, Word) and is_particle(other):
                second = other
            if first and second:
                word = self.vocabulary.whole(_letters(first), _letters(second))
                same = [Alternative(word, t, JOINED) for t in [self.of_word(word)] if t]
                found[at] += same
                found[at + 1] += same
        return found

    def _closed(self, word: Word) -> tuple[Alternative, ...]:
        """The word of the library that this one is without its hyphens."""
        tokens = self.of_word(_letters(word).replace(" ", ""))
        if "-" not in word.written or len(tokens) != 1:
            return ()
        spelled = self.vocabulary.spelled
        known = [t for t in tokens if t in spelled]
        return tuple(Alternative(spelled[t], (t,), SPELLING) for t in known)

    def _released(self, word: Word) -> tuple[Alternative, ...]:
        """The number of a version with "v" if the word is without, or without it, if
        the library may have it so.
        """
        release = RELEASE.fullmatch(word.written.strip(SIGNS))
        if not release:
            return ()
        other = release[1] if release[0] != release[1] else f"v{release[1]}"
        tokens = tuple(t for part in TOKEN.findall(other) for t in self.of_word(part))
        known = all(t in self.vocabulary.tokens for t in tokens)
        return (Alternative(other, tokens, SPELLING),) if known else ()

    def _doubtful(self, unit: Unit, word: Word) -> tuple[Alternative, ...]:
        """What the word may mean, if it is ambiguous and no document has it."""
        if not isinstance(unit, Synonymous) or self._documents(word):
            return ()
        return unit.doubtful

    def _like(
        self, word: Word, has_names: bool, brief: bool
    ) -> tuple[Alternative, ...]:
        """Other spellings of a word, its halves, words near it and of its family."""
        (token,), letters = word.tokens, _letters(word)
        documents, vocabulary = self._documents(word), self.vocabulary
        same = self._spelled_otherwise(word)
        known = documents or same
        sought = not known and not self._is_name(word)
        near = vocabulary.near(letters, self.of_word) if sought else ()
        rare = documents <= RARE
        opened = vocabulary.halves(letters) if rare and brief else ()
        kindred = rare and not self._is_name(word)
        family = vocabulary.family(token) if kindred else ()
        if not (known or near or family or has_names):
            family = vocabulary.ending(token)
        taken = {t for t, _ in near} | {a.tokens[0] for a in same}
        return (
            *same,
            *(
                Alternative(f"{a} {b}", (*self.of_word(a), *self.of_word(b)), SPELLING)
                for a, b in opened
            ),
            *(Alternative(w, (t,), SPELLING) for t, w in near if t != token),
            *(Alternative(w, (t,), FAMILY) for t, w in family if t not in taken),
        )

    def _spelled_otherwise(self, word: Word) -> tuple[Alternative, ...]:
        """The other spellings that the library has, each with no more weight than the
        word: the rarer one of two spellings says nothing more.
        """
        (token,) = word.tokens
        others = dict.fromkeys(
            tokens[0]
            for variant in variants(_letters(word))
            if len(tokens := self.of_word(variant)) == 1
        )
        spelled, idf = self.vocabulary.spelled, self.vocabulary.idf
        return tuple(
            Alternative(spelled[t], (t,), round(min(1.0, idf(token) / idf(t)), 4))
            for t in others
            if t != token and t in spelled
        )

    def _kin(self, word: Word) -> tuple[Alternative, ...]:
        """The family of a word that many documents have."""
        if self._documents(word) <= RARE:
            return ()
        family = self.vocabulary.family(word.tokens[0])
        return tuple(Alternative(w, (t,), KIN) for t, w in family)

    def _documents(self, word: Word) -> int:
        """How many documents have a word of one token."""
        return 0 if self._cut(word) else self.vocabulary.tokens.get(word.tokens[0], 0)

    def _is_name(self, word: Word) -> bool:
        return word.tokens[0] in self.names and not self._cut(word)

    def _cut(self, word: Word) -> bool:
        """Whether hardly anything of a word is left in its token, and no document
        writes it so: "busness" is no bus.
        """
        (token,), letters = word.tokens, _letters(word)
        return len(letters) > STEM * len(token) and letters not in self.vocabulary.words


def _hyphened(unit: Unit) -> Word | None:
    """The unit if it is one written word of several tokens of letters."""
    match unit:
        case Word(tokens=(_, _, *_), field=None) if all(map(str.isalpha, unit.tokens)):
            return unit
    return None


def _release(unit: Unit) -> Word | None:
    """The unit if it is the number of a version."""
    match unit:
        case Word(field=None) if RELEASE.fullmatch(unit.written.strip(SIGNS)):
            return unit
    return None


def _letters(word: Word) -> str:
    """What is a word of it, in lower case: no brackets, no full stop."""
    return " ".join(TOKEN.findall(word.written.lower()))
