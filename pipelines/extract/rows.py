"""Rows of a sheet: each value at its column, however sparse the sheet is."""

GAP = 50  # empty cells in a row that are kept; a value in column XFD follows one tab


class Cursor:
    """Where the next cell of a row goes, and the cells so far."""

    def __init__(self) -> None:
        self.cells: list[str] = []
        self._column = 0  # of the next cell, from 0
        self._left_out = 0  # columns before it that are not among the cells

    def go(self, column: int | None) -> None:
        """To that column; None stays."""
        if column is not None:
            self._column = column

    def next(self, columns: int = 1) -> None:
        """Past the cell, or past as many that are alike."""
        self._column += columns

    def put(self, value: str) -> int:
        """Set the cell; how many characters the row got longer."""
        empty = max(0, self._column - self._left_out - len(self.cells))
        if empty > GAP:
            self._left_out += empty
            empty = 0
        self.cells.extend([""] * empty)
        self.cells.append(value)
        return empty + len(value) + 1


def without_margin(lines: list[str]) -> list[str]:
    """The rows of a sheet without the columns at its left that are empty in all."""
    margin = min((len(row) - len(row.lstrip("\t")) for row in lines), default=0)
    return [row[margin:] for row in lines]


def column_of(letters: str) -> int:
    """The number of a column, from 1: ``AA`` is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
