"""Kinds: what sort of artefact a file is: business case, DPIA, hazard log, minutes.

Title and file name say most, then how the text opens and how it is built.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from indexer.documents import Band, Evidence
from mappings.taxonomy import Taxonomy
from pipelines.bundle import Role
from pipelines.enrich.matching import Mention
from pipelines.enrich.reading import Placed, Reading
from pipelines.enrich.signs import SIGNS
from pipelines.enrich.weighing import BELOW, Suggested, evidence_of

FIELD = "artefact_type"
HIGH, MEDIUM = 4.0, 2.5

_ABOUT = re.compile(
    r"\b(?:guidance|guide|how to|how we|introduction to|what is|when to|advice|tips)\b"
    r"|^(?:about|writing|using|completing)\b",
    re.I,
)


# What a format alone suggests; in these formats nothing else is likely.
FORMS: Mapping[str, tuple[str, float]] = {
    "pptx": ("Presentation", 2.5),
    "ppt": ("Presentation", 2.5),
    "odp": ("Presentation", 2.5),
    "eml": ("E-mail", 6.0),
    "msg": ("E-mail", 6.0),
    "zip": ("Archive", 6.0),
    **dict.fromkeys(("png", "jpg", "gif", "tif", "svg", "bmp", "webp"), ("Image", 2.6)),
}
# What the part a file plays in its Blueprint makes of it, whatever its title is about.
PARTS: Mapping[Role, str] = {
    "core": "Core Blueprint",
    "summary": "One-page summary",
    "annex": "Technical annex",
}
PART = 5.0
HEADED = 1.6  # a kind with a colon behind it: "Process map: the lessons log"
WEAK = 0.5  # phrases under it are ordinary words: Plan, Data, Form
_HEAD = re.compile(
    r"^\W*(?:$|(?:for|of|on|in|to|from|by|with|and|at)\b|v?\d|[-–:|(])", re.I
)


class Kinds:
    """Tells the kind of an artefact in the terms of the taxonomy, or keeps silent."""

    def __init__(self, taxonomy: Taxonomy | None) -> None:
        terms = {s.kind: taxonomy and taxonomy.resolve(s.kind) for s in SIGNS}
        self._signs = tuple((s, t.id) for s in SIGNS if (t := terms[s.kind]))
        forms = {f: taxonomy and taxonomy.resolve(k) for f, (k, _) in FORMS.items()}
        self._forms = {f: t.id for f, t in forms.items() if t}
        parts = {r: taxonomy and taxonomy.resolve(k) for r, k in PARTS.items()}
        self._parts = {r: t.id for r, t in parts.items() if t}
        self._formats_of = set(self._forms.values())
        guides = (taxonomy and taxonomy.resolve(n) for n in ("Guidance", "Guide"))
        self._guide = next((t.id for t in guides if t), "")

    def suggest(
        self, reading: Reading, title: str, format_: str, role: Role, artefact: str
    ) -> tuple[Suggested, ...]:
        """The kind with its band, others below it as low; none without a cue."""
        weights: defaultdict[str, float] = defaultdict(float)
        titled = self._likely(reading.titled, format_)
        named = self._likely(reading.named, format_)
        placed = reading.placed_of(FIELD)
        self._of_title(weights, titled, title)
        for mention in _best(named):
            weights[mention.value] += 3.0 * mention.weight
        for value, worth in _of_text(p for of in placed.values() for p in of).items():
            weights[value] += worth
        opening = reading.opening.lower()
        for sign, value in self._signs:
            if sign.stands_in(opening):
                weights[value] += sign.weight
        if role in self._parts:
            weights[self._parts[role]] += PART
        if format_ in self._forms:
            weights[self._forms[format_]] += FORMS[format_][1]
        return _ranked(weights, titled, named, placed, artefact)

    def _likely(self, mentions: Iterable[Mention], format_: str) -> list[Mention]:
        """The mentions of kinds but ordinary words for a kind of another format.

        "Icon" in the title of a page does not make it an image.
        """
        return [
            m
            for m in mentions
            if m.field == FIELD
            and (
                m.weight >= WEAK
                or m.value not in self._formats_of
                or m.value == self._forms.get(format_)
            )
        ]

    def _of_title(
        self, weights: dict[str, float], titled: list[Mention], title: str
    ) -> None:
        """The last kind in a title is what it is; a page about a kind is guidance.

        Where a colon parts a title, the kind before it is what it is. An ordinary
        word says the kind only as the head of the title: "Cutover plan" is a plan,
        "Plan room booking" is not.
        """
        last = max((m.end for m in titled), default=0)
        headed = {m.end for m in titled if title[m.end : m.end + 2] == ": "}
        headed = {min(headed)} if headed and titled[0].start == 0 else set()
        for mention in titled:
            share = 1.0 if mention.end == last else 0.7
            if mention.weight < WEAK:
                share = 1.6 if _HEAD.match(title[mention.end :]) else 0.2
            elif headed:
                share = HEADED if mention.end in headed else 0.3
            weights[mention.value] += 4.0 * mention.weight * share
        strong = {m.value for m in titled if m.weight >= WEAK}
        # What the kinds are called themselves does not count: "Quick reference guide".
        rest = title
        for m in titled:
            rest = rest[: m.start] + " " * (m.end - m.start) + rest[m.end :]
        if strong and self._guide and _ABOUT.search(rest):
            for value in strong - {self._guide}:
                weights[value] *= 0.5
            weights[self._guide] += 4.0


def _of_text(placed: Iterable[Placed]) -> dict[str, float]:
    """What different phrases say, in the opening most; at most 2 for a kind."""
    best: dict[tuple[str, str], float] = {}
    for p in placed:
        where = "text"
        if p.opening:
            where = "heading" if p.heading else "opening"
        key = (p.mention.value, p.mention.phrase.casefold())
        best[key] = max(best.get(key, 0.0), p.worth * _TEXT[where])
    weights: defaultdict[str, float] = defaultdict(float)
    for (value, _), worth in best.items():
        weights[value] += worth
    return {value: min(2.0, weight) for value, weight in weights.items()}


_TEXT = {"heading": 2.0, "opening": 0.8, "text": 0.25}


def _ranked(
    weights: Mapping[str, float],
    titled: list[Mention],
    named: list[Mention],
    placed: Mapping[str, list[Placed]],
    artefact: str,
) -> tuple[Suggested, ...]:
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    found = []
    for place, (value, weight) in enumerate(ranked[: 1 + BELOW]):
        band: Band = "low"
        if place == 0 and weight >= MEDIUM:
            band = "high" if weight >= HIGH else "medium"
        rule = f"{FIELD}: title, name, opening, structure"
        said = [m for m in (*titled, *named) if m.value == value]
        text = placed.get(value, ())
        evidence = evidence_of(rule, band, artefact, said, text) or (
            Evidence(FIELD, value, "suggested", rule, band, artefact=artefact),
        )
        found.append(Suggested(FIELD, value, round(weight, 3), band, evidence))
    return tuple(found)


def _best(mentions: Iterable[Mention]) -> Iterable[Mention]:
    """One mention for each value, the loudest."""
    best: dict[str, Mention] = {}
    for mention in mentions:
        if mention.value not in best or mention.weight > best[mention.value].weight:
            best[mention.value] = mention
    return best.values()
