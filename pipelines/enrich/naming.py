"""Naming: what title, file name and folders say of the kind of an artefact."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from mappings.taxonomy import ALONE, WEAK, Phrase, Term
from pipelines.enrich.matching import Mention
from pipelines.enrich.paths import folders, readable
from pipelines.enrich.phrases import variants
from pipelines.enrich.wordlist import WORD

HEAD = 1.6  # what an ordinary word says as the head of a title or name, for 1
HEADED = 1.6  # a kind with a colon or dash behind it: "Process map: the lessons log"
FURTHER = 0.5  # what a folder says that has a telling one inside it
BEFORE = 0.5  # what a folder's name says before its last words

_ABOUT = re.compile(
    r"\b(?:guidance|guide|how to|how we|introduction to|what is|when to|advice|tips)\b"
    r"|^(?:about|writing|using|completing)\b",
    re.I,
)
_ELSEWHERE = re.compile(
    r"\b(?:(?:page|file) not found|site ?map|unsupported browser)\b|^404\b", re.I
)
_HEAD = re.compile(
    r"^\W*(?:$|(?:for|of|on|in|to|from|by|with|and|at|final|draft)\b|v?\d|[-–:|(])",
    re.I,
)
_PARTED = re.compile(r": | [-–] ")


def leads_elsewhere(title: str) -> bool:
    """True for a page that is of no kind: a map of a site, a page that is missing."""
    return bool(_ELSEWHERE.search(title))


def of_title(titled: list[Mention], title: str, guide: str) -> Mapping[str, float]:
    """How loudly a title says each kind; `guide` is the one of a page about a kind.

    The last kind in a title is what it is. Where a colon or dash parts a title, the
    kind before it is. An ordinary word says the kind only as the head of the title:
    "Cutover plan" is a plan, "Plan room booking" is not.
    """
    weights: defaultdict[str, float] = defaultdict(float)
    last = max((m.end for m in titled), default=0)
    strong = [m for m in titled if m.weight >= ALONE]
    parted = next((m.end for m in strong if _PARTED.match(title, m.end)), None)
    for mention in titled:
        share = 1.0 if mention.end == last else 0.7
        if parted:
            share = HEADED if mention.end == parted else 0.3
        elif mention.weight < ALONE:
            share = HEAD if _HEAD.match(title[mention.end :]) else 0.2
        weights[mention.value] += mention.weight * share
    # What the kinds are called themselves does not count: "Quick reference guide".
    rest = title
    for m in titled:
        rest = rest[: m.start] + " " * (m.end - m.start) + rest[m.end :]
    if strong and guide and _ABOUT.search(rest):
        for value in {m.value for m in strong} - {guide}:
            weights[value] *= 0.5
        weights[guide] += 1.0
    return weights


def of_name(named: Iterable[Mention], name: str) -> dict[str, float]:
    """How loudly a readable file name says each kind, by the loudest mention."""
    weights: dict[str, float] = {}
    for m in named:
        headed = m.weight < ALONE and _HEAD.match(name[m.end :])
        weight = m.weight * (HEAD if headed else 1.0)
        weights[m.value] = max(weights.get(m.value, 0.0), weight)
    return weights


class Folders:
    """Tells the kinds that folders are named after."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._names: dict[str, tuple[str, float]] = {}
        for term in terms:
            own = (p for p in term.phrases if p.weight > WEAK)
            for phrase in (*map(Phrase, term.folders), *own):
                for text in variants(phrase):
                    words = " ".join(WORD.findall(text.lower()))
                    self._names.setdefault(words, (term.id, phrase.weight))

    def of(self, path: str) -> dict[str, float]:
        """How loudly the folders of a path say each kind, the innermost most."""
        weights: dict[str, float] = {}
        share = 1.0
        for folder in reversed(folders(path)):
            said = self._said(folder)
            for value, weight in said.items():
                weights[value] = max(weights.get(value, 0.0), weight * share)
            share = FURTHER if said else share
        return weights

    def _said(self, folder: str) -> dict[str, float]:
        """The kinds in a folder's name, of each place the longest."""
        words = readable(folder).lower().split()
        found: dict[str, float] = {}
        start = 0
        while start < len(words):
            for end in range(len(words), start, -1):
                value, weight = self._names.get(" ".join(words[start:end]), ("", 0.0))
                if value:
                    found[value] = weight * (1.0 if end == len(words) else BEFORE)
                    break
            start = end if value else start + 1
        return found
