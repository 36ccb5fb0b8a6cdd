"""Synonym expansion in our own clauses, so that both engines agree and can say so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from indexer.analyser import TOKEN, Analyser, plain
from indexer.grammar import Clause, Group, Quoted, Start, Word
from indexer.query import Expansion
from indexer.spelling import variants
from indexer.vocabulary import Analysis, Vocabulary
from mappings.synonyms import SynonymGroup

Tokens = tuple[str, ...]

EQUIVALENT = 0.8  # share of the score of the written word
RELATED = 0.4
SPELLING = 0.8  # of a word the library has, for one like it that it has not
FAMILY = 0.4  # of a word that begins alike, for a word hardly any document has
KIN = 0.15  # the same for a word many documents have: it moves hits, adds none
MAX_ALTERNATIVES = 8
BRIEF = 8  # words up to which a text is no prose: its quotation marks bind
SIGNS = "?!.,;:()"  # of a sentence, no part of its words
RARE = 3  # documents that have a word, up to which its family is searched too

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


class Synonyms:
    """The groups keyed by analysed tokens, so that plurals and case match."""

    def __init__(self, groups: Sequence[SynonymGroup], analyser: Analyser) -> None:
        self._analyser = analyser
        self._by_key: dict[Tokens, list[Alternative]] = {}
        self._doubtful: dict[Tokens, list[Alternative]] = {}
        for group in groups:
            self._add(group)
        self._longest = max(map(len, self._by_key), default=0)

    def _add(self, group: SynonymGroup) -> None:
        silent = {*group.ambiguous, *group.one_way}
        names = (group.canonical, *group.equivalents)
        same = [self._alternative(n, EQUIVALENT) for n in names]
        near = [self._alternative(n, RELATED) for n in group.related]
        for name in names:
            key = self._tokens(name)
            if key and name not in silent:
                self._by_key.setdefault(key, []).extend([*same, *near])
            if len(key) == 1 and name in group.ambiguous:
                self._doubtful.setdefault(key, []).extend(same)

    def _alternative(self, written: str, weight: float) -> Alternative:
        return Alternative(written, self._tokens(written), weight)

    def _tokens(self, written: str) -> Tokens:
        return tuple(self._analyser.words(plain(written)))

    def alternatives(self, key: Tokens) -> tuple[Alternative, ...]:
        """What else means these tokens, best first, without the tokens themselves."""
        return _best(key, self._by_key.get(key, ()))

    def expand(self, group: Group) -> Expanded:
        """The group with its synonymous units; exclusions and prefixes stay as is."""
        said: list[Expansion] = []
        wanted: list[Unit] = []
        at = 0
        while at < len(group.wanted):
            length, found = self._longest_at(group.wanted, at)
            here = group.wanted[at : at + max(length, 1)]
            at += len(here)
            if found:
                wanted.append(Synonymous(here, found))
                said.append(_expansion(here, found))
            else:
                wanted.append(self._single(here[0], said))
        return Expanded(tuple(wanted), group.unwanted, tuple(said))

    def _single(self, clause: Clause, said: list[Expansion]) -> Unit:
        if isinstance(clause, Group):
            inner = self.expand(clause)
            said.extend(inner.expansions)
            return inner
        word = _one_word(clause)
        meant = _best(word.tokens, self._doubtful.get(word.tokens, ())) if word else ()
        return Synonymous((clause,), (), doubtful=meant) if meant else clause

    def _longest_at(
        self, clauses: Sequence[Clause], at: int
    ) -> tuple[int, tuple[Alternative, ...]]:
        """How many clauses from `at` on make the longest key, and its alternatives."""
        first = clauses[at]
        if isinstance(first, Quoted) and first.field is None:
            return 1, self.alternatives(first.tokens)
        key: Tokens = ()
        best: tuple[int, tuple[Alternative, ...]] = (0, ())
        for length, clause in enumerate(clauses[at : at + self._longest], 1):
            if not isinstance(clause, Word) or clause.field is not None:
                break
            key += clause.tokens
            if len(key) > self._longest:
                break
            if found := self.alternatives(key):
                best = (length, found)
        return best


def _best(key: Tokens, others: Iterable[Alternative]) -> tuple[Alternative, ...]:
    """The best of each tokens other than the key's, best first."""
    best: dict[Tokens, Alternative] = {}
    for other in others:
        known = best.get(other.tokens)
        better = known is None or other.weight > known.weight
        if other.tokens and other.tokens != key and better:
            best[other.tokens] = other
    ordered = sorted(best.values(), key=lambda a: -a.weight)
    return tuple(ordered[:MAX_ALTERNATIVES])


def widened(group: Expanded, vocabulary: Vocabulary, of_word: Analysis) -> Expanded:
    """The group with words of the library that are like the ones written.

    A word stands for its British or American spelling too; outside of prose one with a
    hyphen for the same without, and a rare one for itself in two words. One that no
    document has stands for those spelled like it, a rare one also for those that begin
    alike, or for the word it ends in or that ends in it if it has no other name; an
    ambiguous abbreviation for all that it may mean. Of a joined name with a word that
    no document has each word stands alone. Names in quotes, codes and numbers stay as
    they are.
    """
    said = list(group.expansions)
    units: list[Unit] = []
    brief = is_brief(group.wanted)
    parts = (part for u in group.wanted for part in _parts(u, vocabulary, of_word))
    for unit in parts:
        if brief and (hyphened := _hyphened(unit)):
            same = _closed(hyphened, vocabulary, of_word)
            units.append(Synonymous((hyphened,), same) if same else unit)
            said.extend([_expansion((hyphened,), same)] if same else [])
            continue
        word = _one_word(unit)
        if word is None:
            units.append(unit)
            continue
        known = unit.alternatives if isinstance(unit, Synonymous) else ()
        like = tuple(
            a
            for a in _doubtful(unit, word, vocabulary)
            or _like(word, vocabulary, of_word, bool(known), brief)
            if a.tokens not in {k.tokens for k in known}
        )
        kin = _kin(word.tokens[0], vocabulary) if brief else ()
        units.append(Synonymous((word,), (*known, *like), kin))
        if like:
            said.append(_expansion((word,), like))
    return replace(group, wanted=tuple(units), expansions=tuple(said))


def _parts(unit: Unit, vocabulary: Vocabulary, of_word: Analysis) -> tuple[Unit, ...]:
    """The words of a joined name of which no document has one: together they find
    nothing. Codes and numbers stay whole, and so does what the library writes as one.
    """
    word = _hyphened(unit)
    if (
        word is None
        or all(t in vocabulary.tokens for t in word.tokens)
        or _closed(word, vocabulary, of_word)
    ):
        return (unit,)
    words = TOKEN.findall(word.written)
    return tuple(Word(w, of_word(w)) for w in words if of_word(w))


def _hyphened(unit: Unit) -> Word | None:
    """The unit if it is one written word of several tokens of letters."""
    match unit:
        case Word(tokens=(_, _, *_), field=None) if all(map(str.isalpha, unit.tokens)):
            return unit
    return None


def _closed(
    word: Word, vocabulary: Vocabulary, of_word: Analysis
) -> tuple[Alternative, ...]:
    """The word of the library that this one is without its hyphens."""
    tokens = of_word(_letters(word).replace(" ", ""))
    if "-" not in word.written or len(tokens) != 1:
        return ()
    known = [t for t in tokens if t in vocabulary.spelled]
    return tuple(Alternative(vocabulary.spelled[t], (t,), SPELLING) for t in known)


def _doubtful(
    unit: Unit, word: Word, vocabulary: Vocabulary
) -> tuple[Alternative, ...]:
    """What the word may mean, if it is ambiguous and no document has it."""
    if not isinstance(unit, Synonymous) or vocabulary.tokens.get(word.tokens[0]):
        return ()
    return unit.doubtful


def _one_word(unit: Unit) -> Word | None:
    """The word of a unit that is one word of one token and asked of any field."""
    words = unit.words if isinstance(unit, Synonymous) else (unit,)
    match words:
        case (Word(tokens=(_,), field=None) as word,) if not _is_common(word):
            return word
    return None


def misspelt(
    group: Expanded, vocabulary: Vocabulary, of_word: Analysis
) -> dict[str, str]:
    """Written words that no document has, each with the word it is most like."""
    words = [w for w in map(_one_word, group.wanted) if w]
    near = {
        w.written: vocabulary.near(_letters(w), of_word)
        for w in words
        if not vocabulary.tokens.get(w.tokens[0])
        and not _spelled_otherwise(w, vocabulary, of_word)
    }
    return {written: found[0][1] for written, found in near.items() if found}


def _letters(word: Word) -> str:
    """What is a word of it, in lower case: no brackets, no full stop."""
    return " ".join(TOKEN.findall(word.written.lower()))


def _like(
    word: Word, vocabulary: Vocabulary, of_word: Analysis, has_names: bool, brief: bool
) -> tuple[Alternative, ...]:
    (token,) = word.tokens
    documents = vocabulary.tokens.get(token, 0)
    same = _spelled_otherwise(word, vocabulary, of_word)
    known = documents or same
    near = () if known else vocabulary.near(_letters(word), of_word)
    rare = documents <= RARE
    opened = vocabulary.halves(_letters(word)) if rare and brief else ()
    family = vocabulary.family(token) if rare else ()
    if not (known or near or family or has_names):
        family = vocabulary.ending(token)
    taken = {t for t, _ in near} | {a.tokens[0] for a in same}
    return (
        *same,
        *(
            Alternative(f"{a} {b}", (*of_word(a), *of_word(b)), SPELLING)
            for a, b in opened
        ),
        *(Alternative(word, (t,), SPELLING) for t, word in near),
        *(Alternative(w, (t,), FAMILY) for t, w in family if t not in taken),
    )


def _spelled_otherwise(
    word: Word, vocabulary: Vocabulary, of_word: Analysis
) -> tuple[Alternative, ...]:
    """The other spellings that the library has, each with no more weight than the
    word: the rarer one of two spellings says nothing more.
    """
    (token,) = word.tokens
    others = dict.fromkeys(
        tokens[0]
        for variant in variants(_letters(word))
        if len(tokens := of_word(variant)) == 1
    )
    own = vocabulary.idf(token)
    return tuple(
        Alternative(
            vocabulary.spelled[t], (t,), round(min(1.0, own / vocabulary.idf(t)), 4)
        )
        for t in others
        if t != token and t in vocabulary.spelled
    )


def _kin(token: str, vocabulary: Vocabulary) -> tuple[Alternative, ...]:
    if vocabulary.tokens.get(token, 0) <= RARE:
        return ()
    return tuple(Alternative(w, (t,), KIN) for t, w in vocabulary.family(token))


def _expansion(
    words: Iterable[Clause], alternatives: Iterable[Alternative]
) -> Expansion:
    written = " ".join(w.written for w in words if isinstance(w, Word | Quoted | Start))
    return Expansion(written.strip(SIGNS), tuple(a.written for a in alternatives))


def is_brief(units: tuple[Unit, ...]) -> bool:
    """Whether a text is short enough that each mark in it was set on purpose."""
    return len(topical(units)) <= BRIEF


def topical(units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """The units without common words, unless only those were written."""
    kept = tuple(u for u in units if not _is_common(u))
    return kept or units


def _is_common(unit: Unit) -> bool:
    return isinstance(unit, Word) and unit.written.strip(SIGNS).lower() in COMMON
