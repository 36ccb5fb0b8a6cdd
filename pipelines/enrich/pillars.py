"""Pillars: which pillar or success measure an artefact serves, by weighted lexicon.

Several or none: where the words do not say, nothing is said.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from indexer.documents import Band
from mappings.taxonomy import Taxonomy
from pipelines.enrich.matching import Mention
from pipelines.enrich.reading import Reading
from pipelines.enrich.weighing import (
    FILLED,
    SCANT,
    Suggested,
    evidence_of,
    said_of,
)

PRIOR = 5.0  # what the kind of artefact says before a word is read
ENOUGH = 8.0  # weight from which a lexicon is believed
SEVERAL = 3  # clear phrases for band high
CLEAR = 0.5  # worth of a clear phrase
LIKELY = 2.5  # weight from which a pillar is suggested at all
SHARE = 0.35
SURE = 0.65  # share of band high, less where less than ENOUGH is said in all
SECOND = 0.3  # share a second pillar needs

# Kinds of artefact that lean to a pillar, by their ids.
LEANING: Mapping[str, tuple[str, ...]] = {
    "safe-practice": (
        "dpia",
        "hazard-log",
        "safety-case",
        "dtac",
        "business-continuity-plan",
    ),
    "well-led": (
        "business-case",
        "terms-of-reference",
        "strategy",
        "benefits-register",
        "pid",
    ),
    "support-workforce": ("training-plan", "training-material"),
    "smart-foundations": (
        "data-migration-plan",
        "architecture-diagram",
        "data-sharing-agreement",
        "requirements",
        "configuration-guide",
    ),
    "empower-people": ("leaflet", "equality-impact-assessment"),
    "improve-care": ("sop", "process-map", "evaluation-report"),
}

# What a technology is for; the subject says it where the kind of artefact does not.
SUBJECT = 3.0
SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "safe-practice": ("cyber-security",),
    "support-workforce": (
        "e-learning",
        "e-rostering",
        "mobile-working",
        "voice-recognition",
        "ambient-scribe",
        "rpa",
        "virtual-reality",
    ),
    "smart-foundations": (
        "infrastructure",
        "integration",
        "single-sign-on",
        "service-management",
        "asset-tracking",
        "edrms",
        "clinical-coding",
        "data-platform",
        "gp-record-access",
        "shared-care-record",
        "summary-care-record",
        "record-locator",
        "patient-identity",
        "device-integration",
        "sustainability",
    ),
    "empower-people": (
        "patient-portal",
        "nhs-app",
        "check-in",
        "video-consultation",
        "online-consultation",
        "e-consent",
        "proms",
    ),
    "healthy-populations": ("population-health", "screening"),
    "improve-care": (
        "e-observations",
        "epma",
        "virtual-ward",
        "remote-monitoring",
        "bed-management",
        "e-handover",
        "order-comms",
        "imaging",
        "laboratory",
        "pathways",
        "clinical-noting",
        "maternity-system",
        "departmental-systems",
        "theatres",
        "poct",
        "ambulance-record",
        "decision-support",
        "image-sharing",
        "teledermatology",
        "e-referrals",
        "discharge-summary",
        "ed-system",
        "medicines-automation",
    ),
}


class Pillars:
    """Suggests the values of a lexicon field."""

    def __init__(self, field: str, taxonomy: Taxonomy) -> None:
        self.field = field
        self._leaning = _pillar_of(LEANING, taxonomy)
        self._subjects = _pillar_of(SUBJECTS, taxonomy)

    def serves(self, subject: str) -> str:
        """The value that a technology is for; empty where it may be for several."""
        return self._subjects.get(subject, "")

    def suggest(
        self,
        reading: Reading,
        kind: Suggested | None,
        artefact: str,
        subject: Suggested | None = None,
    ) -> tuple[Suggested, ...]:
        """At most two values over the line; the second at most medium."""
        if reading.characters < SCANT:
            return ()
        titled = [m for m in reading.titled if m.field == self.field]
        of_value = reading.placed_of(self.field)
        placed = [p for found in of_value.values() for p in found]
        weights = self._weights(titled, reading)
        lean = self._leaning.get(kind.value, "") if kind else ""
        if lean and kind:
            weights[lean] += PRIOR if kind.band == "high" else PRIOR / 2
        serves = self._subjects.get(subject.value, "") if subject else ""
        if serves and not lean:
            weights[serves] += SUBJECT
            lean = serves
        phrases = {
            (p.mention.value, p.mention.phrase.casefold())
            for p in placed
            if p.worth >= CLEAR
        }
        clear = Counter(value for value, _ in phrases)
        bands = _bands(weights, lean, clear, weak=reading.repeated > FILLED)
        return tuple(
            Suggested(
                self.field,
                value,
                round(weights[value], 3),
                band,
                evidence_of(
                    f"{self.field}: {'kind and ' if value == lean else ''}lexicon",
                    band,
                    artefact,
                    [m for m in titled if m.value == value],
                    of_value.get(value, ()),
                ),
            )
            for value, band in bands
        )

    def _weights(
        self, titled: Iterable[Mention], reading: Reading
    ) -> defaultdict[str, float]:
        """What is said of each value, and three times what the title says."""
        weights: defaultdict[str, float] = defaultdict(float)
        for value, found in reading.placed_of(self.field).items():
            weights[value] = said_of(found, reading.blocks)
        for m in titled:
            weights[m.value] += 3.0 * m.weight
        return weights


def _pillar_of(
    served: Mapping[str, tuple[str, ...]], taxonomy: Taxonomy
) -> dict[str, str]:
    """The pillar by what serves it, of those that the taxonomy has."""
    return {
        one: pillar
        for pillar, some in served.items()
        if pillar in taxonomy.by_id
        for one in some
    }


def _bands(
    weights: Mapping[str, float], lean: str, clear: Mapping[str, int], *, weak: bool
) -> Iterable[tuple[str, Band]]:
    """Bands by share of the total, scaled by how much was found at all.

    Medium needs a clear phrase, ordinary words add up to nothing; high needs several:
    one word often repeated is one word.
    """
    total = sum(weights.values())
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    for place, (value, weight) in enumerate(ranked):
        share = weight / total * min(1.0, weight / ENOUGH)
        after = ranked[place + 1][1] if place + 1 < len(ranked) else 0.0
        band: Band = "low"
        said = weight >= LIKELY and weight / total >= SHARE and clear.get(value, 0)
        sure = clear.get(value, 0) >= SEVERAL or value == lean
        if place == 0 and sure and share >= SURE and (weight - after) / total >= 0.2:
            band = "high"
        elif place == 0:
            band = "medium" if said or value == lean else "low"
        elif place == 1 and share >= SECOND and weight >= ENOUGH / 2:
            band = "medium"
        yield value, "low" if weak else band
