"""Kinds: what sort of artefact a file is: business case, DPIA, hazard log, minutes.

Title and file name say most, then its format and part, then its folders, then the words
it is written in: "attendees" and "matters arising", "the user needs" and "we tested".
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import exp, log, log1p
from operator import mul
from typing import NamedTuple

from indexer.documents import Band, Evidence
from mappings.taxonomy import ALONE, WEAK, Taxonomy, Term
from pipelines.bundle import Artefact, Role
from pipelines.enrich.matching import Mention
from pipelines.enrich.naming import Folders, leads_elsewhere, of_name, of_title
from pipelines.enrich.paths import readable
from pipelines.enrich.phrases import variants
from pipelines.enrich.reading import Placed, Reading
from pipelines.enrich.weighing import BELOW, SHOWN, Suggested, evidence_of
from pipelines.enrich.wordlist import WORD, Words

FIELD = "artefact_type"
RULE = f"{FIELD}: title, name, folders, format, words"
SURE, LIKELY = 0.75, 0.55  # chances from which a kind has band high, and is suggested


class Traits(NamedTuple):
    """What speaks for a kind, each from 0 to about 1; and what each of it weighs."""

    title: float = 0.0
    clear: float = 0.0  # whether the title says it as loudly as can be
    name: float = 0.0
    folder: float = 0.0  # names of the kind in those of the folders
    text: float = 0.0  # names of the kind in headings and opening
    form: float = 0.0  # what the format makes likely
    part: float = 0.0  # the part the file plays in its Blueprint
    wording: float = 0.0  # words the kind is written in


# What a trait adds to the logit of a kind, and what keeping silent has. Fitted by
# `tests/labels/fitting.py` on the labelled documents to build with and on files of the
# demonstration library.
WEIGHTS = Traits(4.16, 1.34, 4.91, 3.58, 1.31, 3.95, 5.55, 4.45)
SILENCE = 3.37

# What a format alone suggests; in these formats nothing else is likely.
FORMS: Mapping[str, tuple[str, float]] = {
    "pptx": ("Presentation", 1.0),
    "ppt": ("Presentation", 1.0),
    "odp": ("Presentation", 1.0),
    "eml": ("E-mail", 2.4),
    "msg": ("E-mail", 2.4),
    "zip": ("Archive", 2.4),
    "vsdx": ("Architecture diagram", 0.8),
    **dict.fromkeys(("png", "jpg", "gif", "tif", "svg", "bmp", "webp"), ("Image", 1.0)),
}
DRAWINGS = ("vsdx",)  # most are of one kind, which other formats have as often
# What the part a file plays in its Blueprint makes of it, whatever its title is about.
PARTS: Mapping[Role, str] = {
    "core": "Core Blueprint",
    "summary": "One-page summary",
    "annex": "Technical annex",
}
SHORT = 600  # characters: in a shorter text each word says no more
ONE_WORD = 0.5  # what a single word says beside several in a row


class _Said(NamedTuple):
    """What was found of kinds in an artefact, each found once."""

    titled: list[Mention]
    named: list[Mention]
    placed: Mapping[str, Sequence[Placed]]
    written: Mapping[str, Sequence[Words]]  # words that each kind is written in
    pages: int  # characters of the first pages


class Kinds:
    """Tells the kind of an artefact in the terms of the taxonomy, or keeps silent."""

    def __init__(self, taxonomy: Taxonomy | None) -> None:
        forms = {f: taxonomy and taxonomy.resolve(k) for f, (k, _) in FORMS.items()}
        self._forms = {f: t.id for f, t in forms.items() if t}
        parts = {r: taxonomy and taxonomy.resolve(k) for r, k in PARTS.items()}
        self._parts = {r: t.id for r, t in parts.items() if t}
        self._formats_of = {v for f, v in self._forms.items() if f not in DRAWINGS}
        guides = (taxonomy and taxonomy.resolve(n) for n in ("Guidance", "Guide"))
        self._guide = next((t.id for t in guides if t), "")
        of_cue: dict[Words, list[str]] = {}
        cues = dict.fromkeys(_cues(taxonomy.terms if taxonomy else ()))
        for value, words in cues:
            of_cue.setdefault(words, []).append(value)
        self._cues = tuple(of_cue.items())
        self._folders = Folders(taxonomy.terms if taxonomy else ())

    @property
    def words(self) -> Iterator[Words]:
        """Words that kinds are written in, by number."""
        return (words for words, _ in self._cues)

    def suggest(
        self, reading: Reading, title: str, format_: str, role: Role, artefact: Artefact
    ) -> tuple[Suggested, ...]:
        """The kind with its band, others below it as low; none without a cue."""
        said = self._said(reading, format_)
        suggested = []
        for value, chance, band in _ranked(
            self._traits(said, title, format_, role, artefact)
        ):
            named = [m for m in (*said.titled, *said.named) if m.value == value]
            evidence = evidence_of(
                RULE, band, artefact.id, named, said.placed.get(value, ())
            ) or _evidence(value, band, artefact, said.written.get(value, ()))
            suggested.append(Suggested(FIELD, value, round(chance, 3), band, evidence))
        return tuple(suggested)

    def traits(
        self, reading: Reading, title: str, format_: str, role: Role, artefact: Artefact
    ) -> dict[str, Traits]:
        """What speaks for each kind that something speaks for."""
        said = self._said(reading, format_)
        return self._traits(said, title, format_, role, artefact)

    def _traits(
        self, said: _Said, title: str, format_: str, role: Role, artefact: Artefact
    ) -> dict[str, Traits]:
        if leads_elsewhere(title):
            return {}
        titled = of_title(said.titled, title, self._guide)
        named = of_name(said.named, readable(artefact.path))
        folders = {
            value: weight
            for value, weight in self._folders.of(artefact.path).items()
            if self._fits(value, weight, format_)
        }
        form, part = self._forms.get(format_), self._parts.get(role)
        values = {*titled, *named, *folders, *said.placed, *said.written, form, part}
        return {
            value: Traits(
                titled.get(value, 0.0),
                float(titled.get(value, 0.0) >= 1.0),
                named.get(value, 0.0),
                folders.get(value, 0.0),
                _of_text(said.placed.get(value, ())),
                FORMS[format_][1] if value == form else 0.0,
                float(value == part),
                _wording(said.written.get(value, ()), said.pages),
            )
            for value in values
            if value
        }

    def _said(self, reading: Reading, format_: str) -> _Said:
        return _Said(
            self._likely(reading.titled, format_),
            self._likely(reading.named, format_),
            reading.placed_of(FIELD),
            self._written(reading),
            reading.pages,
        )

    def _written(self, reading: Reading) -> dict[str, list[Words]]:
        """The words in the text's first pages that each kind is written in."""
        written: dict[str, list[Words]] = {}
        for number in reading.words:
            cue, values = self._cues[number]
            for value in values:
                written.setdefault(value, []).append(cue)
        return written

    def _likely(self, mentions: Iterable[Mention], format_: str) -> list[Mention]:
        """The mentions of kinds but ordinary words for a kind of another format.

        "Icon" in the title of a page does not make it an image.
        """
        return [
            m
            for m in mentions
            if m.field == FIELD and self._fits(m.value, m.weight, format_)
        ]

    def _fits(self, value: str, weight: float, format_: str) -> bool:
        """Whether a word of that weight may say that kind of a file of that format."""
        return (
            weight >= ALONE
            or value not in self._formats_of
            or value == self._forms.get(format_)
        )


def without_cues(taxonomy: Taxonomy) -> Taxonomy:
    """The taxonomy of kinds with their names alone, which are looked for as phrases."""
    terms = (
        replace(t, phrases=tuple(p for p in t.phrases if p.weight > WEAK))
        for t in taxonomy.terms
    )
    return replace(taxonomy, terms=tuple(terms))


def _cues(terms: Iterable[Term]) -> Iterator[tuple[str, Words]]:
    for term in terms:
        for phrase in term.phrases:
            if phrase.weight <= WEAK:
                for text in variants(phrase):
                    yield term.id, tuple(WORD.findall(text.lower()))


def _wording(cues: Sequence[Words], pages: int) -> float:
    """How much of a text is written in the words of a kind, by its length."""
    said = sum(1.0 if len(words) > 1 else ONE_WORD for words in cues)
    return log1p(said / log(2 + max(SHORT, pages) / 300))


def _of_text(placed: Iterable[Placed]) -> float:
    """What different phrases say, in the opening most; at most 1."""
    best: dict[str, float] = {}
    for p in placed:
        where = "text"
        if p.opening:
            where = "heading" if p.heading else "opening"
        phrase = p.mention.phrase.casefold()
        best[phrase] = max(best.get(phrase, 0.0), p.worth * _TEXT[where])
    return min(1.0, sum(best.values()))


_TEXT = {"heading": 1.0, "opening": 0.4, "text": 0.125}


def _ranked(traits: Mapping[str, Traits]) -> Iterator[tuple[str, float, Band]]:
    """Values by chance, with their bands: the share of each, and of silence, in all."""
    weights = {value: sum(map(mul, WEIGHTS, found)) for value, found in traits.items()}
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    if not ranked:
        return
    most = max(SILENCE, ranked[0][1])
    total = exp(SILENCE - most) + sum(exp(weight - most) for _, weight in ranked)
    for place, (value, weight) in enumerate(ranked[: 1 + BELOW]):
        chance = exp(weight - most) / total
        band: Band = "low"
        if place == 0 and chance >= LIKELY:
            band = "high" if chance >= SURE else "medium"
        yield value, chance, band


def _evidence(
    value: str, band: Band, artefact: Artefact, cues: Iterable[Words]
) -> tuple[Evidence, ...]:
    """Where the words of a kind stand, several in a row before single ones."""
    found = []
    if band != "low":
        for words in sorted(cues, key=lambda words: -len(words))[:SHOWN]:
            pattern = re.compile(r"\b" + r"[\W_]+".join(words) + r"\b", re.I)
            for n, segment in enumerate(artefact.record.segments):
                match = pattern.search(segment.text)
                if match:
                    place = (match.group(), artefact.id, n, *match.span())
                    found.append(
                        Evidence(FIELD, value, "suggested", RULE, band, *place)
                    )
                    break
    return tuple(found) or (
        Evidence(FIELD, value, "suggested", RULE, band, artefact=artefact.id),
    )
