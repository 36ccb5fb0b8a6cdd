"""The cells and shared texts of a workbook, read as the parser meets them.

No tree is made: two million cells take as much memory as their text.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.extract.file import Limits
from pipelines.extract.numbers import NumberFormats
from pipelines.extract.packages import EnoughError
from pipelines.extract.rows import Cursor, column_of

# What XML cannot hold, as Excel writes it: most often the return before a line feed.
# Half of a pair of surrogates is no character, and could not be written down.
_ESCAPED = re.compile(r"_x(?!D[89A-F])([0-9A-F]{4})_", re.IGNORECASE)
_LETTERS = re.compile(r"[A-Z]+")


@dataclass(slots=True)
class Budget:
    """What may still be read of one workbook."""

    cells: int
    characters: int

    @classmethod
    def of(cls, limits: Limits) -> "Budget":
        return cls(limits.cells, limits.characters)

    def spend(self, characters: int) -> None:
        """Counts a cell; EnoughError when nothing more may be read."""
        self.cells -= 1
        self.characters -= characters
        if self.spent():
            raise EnoughError

    def spent(self) -> bool:
        return self.cells <= 0 or self.characters <= 0


class SharedTexts:
    """The texts that cells refer to by number, without phonetic hints."""

    def __init__(self, characters: int) -> None:
        self.texts: list[str] = []
        self._left = characters
        self._pieces: list[str] = []
        self._reading = self._hint = False

    def start(self, tag: str, _: Mapping[str, str]) -> None:
        if tag.endswith("}t"):
            self._reading = not self._hint
        elif tag.endswith("}rPh"):
            self._hint = True

    def data(self, text: str) -> None:
        if self._reading:
            self._pieces.append(text)
            self._left -= len(text)
            if self._left < 0:
                raise EnoughError

    def end(self, tag: str) -> None:
        if tag.endswith("}t"):
            self._reading = False
        elif tag.endswith("}rPh"):
            self._hint = False
        elif tag.endswith("}si"):
            self.texts.append(_on_a_line("".join(self._pieces)))
            self._pieces = []

    def close(self) -> None:
        """Called at the end of the part."""


class Cells:
    """A line a row, a tab from each column to the next."""

    def __init__(
        self, shared: Sequence[str], formats: NumberFormats, budget: Budget
    ) -> None:
        self.lines: list[str] = []
        self._shared, self._formats, self._budget = shared, formats, budget
        self._row = Cursor()
        self._pieces: list[str] = []
        self._kind, self._style = "n", "0"
        self._reading = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag.endswith("}c"):
            self._kind = attributes.get("t", "n")
            self._style = attributes.get("s", "0")
            self._row.go(_column(attributes.get("r", "")))
        elif tag.endswith(("}v", "}t")):
            self._reading = True

    def data(self, text: str) -> None:
        if self._reading:
            self._pieces.append(text)

    def end(self, tag: str) -> None:
        if tag.endswith(("}v", "}t")):
            self._reading = False
        elif tag.endswith("}c"):
            if self._pieces:
                self._cell("".join(self._pieces))
                self._pieces = []
            self._row.next()
        elif tag.endswith("}row"):
            self.finish()

    def close(self) -> None:
        """Called at the end of the part."""

    def finish(self) -> list[str]:
        """The lines, with the row that was being read."""
        if self._row.cells:
            self.lines.append("\t".join(self._row.cells))
        self._row = Cursor()
        return self.lines

    def _cell(self, stored: str) -> None:
        value = self._value(stored)
        if value:
            self._budget.spend(self._row.put(value))

    def _value(self, stored: str) -> str:
        if self._kind == "s":
            index = int(stored) if stored.isdecimal() else -1
            return self._shared[index] if 0 <= index < len(self._shared) else ""
        if self._kind == "n":
            return self._formats.shown(stored, self._style)
        if self._kind == "d":
            return self._formats.dated(stored, self._style)
        if self._kind == "b":
            return "TRUE" if stored == "1" else "FALSE"
        # An error such as #REF! is no text.
        return "" if self._kind == "e" else _on_a_line(stored)


def _on_a_line(text: str) -> str:
    """The text of a cell on one line: more would tear its row and lose the columns."""
    return " ".join(unescaped(text).split())


def unescaped(text: str) -> str:
    """A text of a workbook with the characters that Excel writes as ``_x000D_``."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _column(reference: str) -> int | None:
    """The column of a reference like AB12, from 0."""
    letters = _LETTERS.match(reference)
    return column_of(letters[0]) - 1 if letters else None
