"""Denials: where a sentence says that it is not so: not chosen, out of scope."""

import re
from bisect import bisect_left, bisect_right

from ahocorasick_rs import AhoCorasick

REACH = 40  # characters of the same sentence that a denial reaches

# What may deny is found in one pass, then looked at: a search costs.
_BEFORE = (
    "not,never,no longer,without,instead of,rather than,excluding,excludes,excluded"
    ",decided against,unlike,other than,out of scope,no,nor,cannot,didn't,doesn't"
    ",don't,won't,wasn't,isn't,ruled out,rejected".split(",")
)
_PASSIVE = "excluded,rejected,ruled out,discounted".split(",")
_NEGATED = (
    *("in scope", "included", "covered", "used"),
    *("chosen", "selected", "considered", "part of"),
)
_AFTER = (*_PASSIVE, *(f"not {word}" for word in _NEGATED), "out of scope")
_WORDS = AhoCorasick([*(f" {word} " for word in _BEFORE), *_AFTER])

_NOT = re.compile(
    rf"(?:{'|'.join(_BEFORE)})\b(?! (?:only|just|least|all|until|yet|always))"
    rf"([^.;:!?\n]{{0,{REACH}}})",
    re.I,
)
_IS_NOT = re.compile(
    r"\b(?:(?:is|are|was|were|be|been) (?:explicitly )?"
    rf"(?:not (?:{'|'.join(_NEGATED)})|{'|'.join(_PASSIVE)})"
    r"|not in scope|(?-i:[Oo]ut of scope))",  # in capitals it is a heading
    re.I,
)
_LED = 20  # characters in which "were explicitly" leads to what denies
_SAME = re.compile(rf"[^.;:!?\n]{{0,{REACH}}}\Z")


class Denials:
    """The denials of a text; `lower` is the text in lower case."""

    def __init__(self, text: str, lower: str) -> None:
        self._from: list[int] = []  # what begins there and no later than `_until`
        self._until: list[int] = []
        self._since: list[int] = []  # what ends there and no later than `_by`
        self._by: list[int] = []
        spaced = lower.replace("\n", " ").replace("\t", " ")
        found = _WORDS.find_matches_as_indexes(f" {spaced}", overlapping=True)
        for number, at, _ in found:
            if number < len(_BEFORE):
                match = _NOT.match(text, at)
                if match:
                    self._from.append(match.start(1))
                    self._until.append(match.end(1))
            else:
                match = _IS_NOT.search(text, max(0, at - _LED), at + _LED)
                if match:
                    by = match.start()
                    self._by.append(by)
                    self._since.append(_same_since(text, by))

    def deny(self, start: int, end: int) -> bool:
        """True for what stands there: a denial in its sentence reaches it."""
        last = bisect_right(self._from, start) - 1
        if last >= 0 and start <= self._until[last]:
            return True
        first = bisect_left(self._by, end)
        return first < len(self._by) and self._since[first] <= end


def _same_since(text: str, by: int) -> int:
    """Where the characters before a denial begin that are of its sentence."""
    same = _SAME.search(text, max(0, by - REACH), by)
    return same.start() if same else by
