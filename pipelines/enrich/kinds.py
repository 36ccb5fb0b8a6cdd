"""Kinds: what sort of artefact a file is: business case, DPIA, hazard log, minutes.

Title and file name say most, then how the text opens and how it is built.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from indexer.documents import Band
from mappings.taxonomy import Taxonomy
from pipelines.enrich.matching import Mention
from pipelines.enrich.reading import Placed, Reading
from pipelines.enrich.weighing import Suggested, evidence_of

FIELD = "artefact_type"
HIGH, MEDIUM = 4.0, 2.5

_ABOUT = re.compile(
    r"\b(?:guidance|guide|how to|how we|about|introduction to|writing|using|completing"
    r"|what is|when to|advice|tips)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Sign:
    """A way of writing that gives a kind away: `least` places of `pattern`."""

    kind: str  # a name of the taxonomy's term
    pattern: re.Pattern[str]
    least: int
    weight: float


def _sign(kind: str, pattern: str, least: int = 1, weight: float = 2.5) -> Sign:
    return Sign(kind, re.compile(pattern, re.M), least, weight)


SIGNS = (
    _sign(
        "Hazard log",
        r"\bhazard (?:id|ref|no|number|name|description)\b|\b(?:initial|residual) risk"
        r"\b|\bexisting controls?\b|\blikelihood\b|\bseverity\b",
        4,
        4.0,
    ),
    _sign(
        "Minutes",
        r"^\W*(?:attendees|apologies|present|in attendance|matters arising|any other"
        r" business|aob|actions?(?: from| arising)?)\b",
        3,
        3.5,
    ),
    _sign(
        "User stories",
        r"\bas an? [^.\n]{2,60}?,? i (?:want|need|would like)\b",
        3,
        3.0,
    ),
    _sign(
        "Test plan",
        r"\btest (?:case|script|step|id)s?\b|\bexpected (?:result|outcome)s?\b"
        r"|\bactual results?\b|\bpass ?/ ?fail\b|\b(?:entry|exit) criteria\b",
        4,
        3.0,
    ),
    _sign(
        "Requirements",
        r"\brequirement (?:id|ref|no|number)\b|\bmoscow\b|\b(?:must|should) have\b",
        3,
        3.0,
    ),
    _sign(
        "DPIA",
        r"\blawful basis\b|\bdata (?:controller|flows?)\b|\barticle [69]\b|\bdpo\b",
        4,
        3.0,
    ),
    _sign(
        "Business case",
        r"\b(?:strategic|economic|commercial|financial|management) case\b"
        r"|\bdo nothing\b|\boptions appraisal\b|\bnet present (?:value|cost)\b",
        4,
        3.0,
    ),
    _sign(
        "Job description",
        r"\b(?:job (?:title|purpose|summary)|accountable to|person specification"
        r"|agenda for change|band \d\w?)\b",
        3,
        3.5,
    ),
    _sign(
        "Clinical safety case",
        r"\bdcb ?0?1(?:29|60)\b|\bclinical risk management (?:system|file|plan)\b"
        r"|\bclinical safety officer\b|\bsafety (?:statement|justification)\b",
        5,
        2.5,
    ),
    _sign(
        "Risk register",
        r"\brisk (?:id|ref|owner|score|rating)\b|\bmitigati(?:on|ng actions?)\b",
        4,
        3.0,
    ),
    _sign(
        "Terms of reference",
        r"^\W*(?:quor(?:um|acy)|membership|frequency of meetings|reporting to)\b",
        2,
        3.0,
    ),
)
# What a format alone suggests: weaker than any title.
FORMS: Mapping[str, str] = {"pptx": "Presentation", "ppt": "Presentation"}
FORMS_WEIGHT = 2.5


class Kinds:
    """Tells the kind of an artefact in the terms of the taxonomy, or keeps silent."""

    def __init__(self, taxonomy: Taxonomy | None) -> None:
        terms = {s.kind: taxonomy and taxonomy.resolve(s.kind) for s in SIGNS}
        self._signs = tuple((s, t.id) for s in SIGNS if (t := terms[s.kind]))
        forms = {f: taxonomy and taxonomy.resolve(k) for f, k in FORMS.items()}
        self._forms = {f: t.id for f, t in forms.items() if t}
        guides = (taxonomy and taxonomy.resolve(n) for n in ("Guidance", "User guide"))
        self._guide = next((t.id for t in guides if t), "")

    def suggest(
        self, reading: Reading, title: str, format_: str, artefact: str
    ) -> tuple[Suggested, ...]:
        """The kind with its band, others below it as low; none without a cue."""
        weights: defaultdict[str, float] = defaultdict(float)
        titled = [m for m in reading.titled if m.field == FIELD]
        named = [m for m in reading.named if m.field == FIELD]
        placed = [p for p in reading.placed if p.mention.field == FIELD]
        self._of_title(weights, titled, title)
        for mention in _best(named):
            weights[mention.value] += 3.0 * mention.weight
        self._of_text(weights, placed)
        opening = reading.opening.lower()
        for sign, value in self._signs:
            if _reaches(sign, opening):
                weights[value] += sign.weight
        if format_ in self._forms:
            weights[self._forms[format_]] += FORMS_WEIGHT
        return _ranked(weights, titled, named, placed, artefact)

    def _of_title(
        self, weights: dict[str, float], titled: list[Mention], title: str
    ) -> None:
        """The last kind in a title is what it is; a page about a kind is guidance."""
        last = max((m.end for m in titled), default=0)
        for mention in titled:
            share = 1.0 if mention.end == last else 0.7
            weights[mention.value] += 4.0 * mention.weight * share
        if titled and self._guide and _ABOUT.search(title):
            for value in {m.value for m in titled}:
                if value != self._guide:
                    weights[value] *= 0.5
            weights[self._guide] += 4.0

    def _of_text(self, weights: dict[str, float], placed: list[Placed]) -> None:
        """Headings and the opening, once each; the rest of the text says little."""
        seen: set[tuple[str, str]] = set()
        for p in placed:
            where = "heading" if p.heading and p.opening else ""
            where = where or ("opening" if p.opening else "text")
            if (p.mention.value, where) not in seen:
                seen.add((p.mention.value, where))
                weights[p.mention.value] += p.worth * _TEXT[where]


_TEXT = {"heading": 2.0, "opening": 0.7, "text": 0.3}


def _reaches(sign: Sign, text: str) -> bool:
    """True where that many different cues of a sign stand in the text's beginning."""
    places = {m.group().strip() for m in sign.pattern.finditer(text)}
    return len(places) >= sign.least


def _ranked(
    weights: Mapping[str, float],
    titled: list[Mention],
    named: list[Mention],
    placed: list[Placed],
    artefact: str,
) -> tuple[Suggested, ...]:
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    found = []
    for place, (value, weight) in enumerate(ranked):
        band: Band = "low"
        if place == 0 and weight >= MEDIUM:
            band = "high" if weight >= HIGH else "medium"
        evidence = evidence_of(
            f"{FIELD}: title, name, opening, structure",
            band,
            artefact,
            [m for m in (*titled, *named) if m.value == value],
            [p for p in placed if p.mention.value == value],
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
