"""Rows of a sheet: each value at its column, however sparse the sheet is."""

GAP = 50  # empty cells in a row that are kept; a value in column XFD follows one tab
WIDEST = 100  # columns in which a cell may reach down into the rows below it


class Cursor:
    """Where the next cell of a row goes, and the cells so far."""

    def __init__(self) -> None:
        self.cells: list[str] = []
        self.column = 0  # of the next cell, from 0
        self._left_out = 0  # columns before it that are not among the cells

    def go(self, column: int | None) -> None:
        """To that column; None stays."""
        if column is not None:
            self.column = column

    def next(self, columns: int = 1) -> None:
        """Past the cell, or past as many that are alike."""
        self.column += columns

    def put(self, value: str) -> int:
        """Set the cell; how many characters the row got longer."""
        empty = max(0, self.column - self._left_out - len(self.cells))
        if empty > GAP:
            self._left_out += empty
            empty = 0
        self.cells.extend([""] * empty)
        self.cells.append(value)
        return empty + len(value) + 1


class Grid:
    """Rows whose cells may be wider than a column and reach down into rows below."""

    def __init__(self) -> None:
        self._row = Cursor()
        self._down: dict[int, int] = {}  # rows that a cell takes yet, by column

    def row(self) -> None:
        """A row begins."""
        self._row = Cursor()
        self._down = {column: n - 1 for column, n in self._down.items() if n > 1}

    def cell(self, columns: int, rows: int) -> int:
        """How many empty cells stand before the next one, which is so wide and high."""
        while self._row.column in self._down:
            self._row.next()
        column = self._row.column
        before = self._row.put("") - 1
        if rows > 1:
            for taken in range(column, min(column + columns, WIDEST)):
                self._down[taken] = rows
        self._row.next(columns)
        return before


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
