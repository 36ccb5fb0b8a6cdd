"""What people searched for and what they found: a line of JSON for each search.

The web process writes them where a file is set for it; the command sums them up.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median, quantiles

import orjson
from pydantic import TypeAdapter, ValidationError

STAMP = "%Y-%m-%dT%H:%M:%SZ"  # UTC, to the second


@dataclass(frozen=True, slots=True)
class Search:
    """One search as it was answered; who asked is not told.

    `address` is that of the answer, with filters and order; `filtered` says whether
    there were filters. `blueprints` and `artefacts` are how many were found,
    `all_words` how many of the view have all of the words; `suggestion` is the text
    with misspelt words put right, if it was told. `milliseconds` is what the answer
    took, without the writing of it.
    """

    at: str
    text: str
    view: str
    address: str
    filtered: bool
    page: int
    blueprints: int
    artefacts: int
    all_words: int
    suggestion: str
    milliseconds: float

    @property
    def found(self) -> bool:
        """Whether it found anything."""
        return bool(self.blueprints or self.artefacts)


@dataclass(frozen=True, slots=True)
class Question:
    """A text that was searched for, as it was last written, and how often: small
    letters and blanks make no difference, and further pages of an answer do not count.

    The counts are those of the last time, without filters if there is such a time.
    """

    text: str
    searches: int
    last: str
    view: str
    blueprints: int
    artefacts: int
    all_words: int
    suggestion: str


@dataclass(frozen=True, slots=True)
class Summary:
    """Some searches summed up; `questions` by how often, without those of no words.

    `median` and `slow` are milliseconds: half of the answers took less, and 19 of 20.
    """

    searches: int
    since: str
    until: str
    nothing: int  # that found nothing
    some_words: int  # that found something, but nothing with all of the words
    misspelt: int
    median: float
    slow: float
    questions: tuple[Question, ...]

    @property
    def unanswered(self) -> tuple[Question, ...]:
        """The questions of which nothing has all the words, the most frequent first."""
        return tuple(q for q in self.questions if not q.all_words)


def line(search: Search) -> str:
    """A search as it is written down, without an end of line."""
    return orjson.dumps(search).decode()


def read(file: Path) -> tuple[list[Search], int]:
    """The searches of a log and of those that were put aside from it, in order; and
    how many lines could not be read. FileNotFoundError if there is none.
    """
    # An earlier day is put aside under the name with its date.
    aside = sorted(file.parent.glob(f"{file.name}.*-*-*"))
    files = [*aside, file] if file.exists() or not aside else aside
    found = [_search(row) for one in files for row in one.read_bytes().splitlines()]
    searches = [one for one in found if one]
    return searches, len(found) - len(searches)


def summed(searches: Sequence[Search]) -> Summary | None:
    """Some searches summed up, in whatever order they are; None if there are none.

    Further pages of an answer do not count.
    """
    first = [one for one in searches if one.page == 1]
    if not first:
        return None
    times = [one.milliseconds for one in first]
    groups: dict[str, list[Search]] = defaultdict(list)
    for one in first:
        groups[" ".join(one.text.casefold().split())].append(one)
    groups.pop("", None)
    questions = sorted(map(_question, groups.values()), key=_rank)
    return Summary(
        len(first),
        min(one.at for one in first),
        max(one.at for one in first),
        sum(not one.found for one in first),
        sum(one.found and not one.all_words for one in first),
        sum(bool(one.suggestion) for one in first),
        median(times),
        quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else times[0],
        tuple(questions),
    )


def _question(searches: Iterable[Search]) -> Question:
    *before, last = sorted(searches, key=lambda one: one.at)
    told = next((s for s in (last, *reversed(before)) if not s.filtered), last)
    return Question(
        last.text,
        len(before) + 1,
        last.at,
        told.view,
        told.blueprints,
        told.artefacts,
        told.all_words,
        told.suggestion,
    )


def _rank(question: Question) -> tuple[int, str]:
    return -question.searches, question.text


def _search(row: bytes) -> Search | None:
    try:
        return _written().validate_json(row)
    except ValidationError:
        return None


@cache
def _written() -> TypeAdapter[Search]:
    return TypeAdapter(Search)
