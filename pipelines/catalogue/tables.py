"""The rows of catalogue.xlsx or catalogue.csv, by field, wherever the header stands."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from zipfile import BadZipFile, ZipFile, is_zipfile

from python_calamine import CalamineError, CalamineWorkbook

from indexer.wording import counted
from pipelines.bundle import Problem
from pipelines.catalogue.behind import Behind, Place, behind_of
from pipelines.catalogue.columns import GUARDED, PLACES, guards, normal
from pipelines.catalogue.said import CLOSING, ERRORS, SLIPPED, Cell, Said, text_of
from pipelines.errors import LibraryError
from pipelines.extract.decoding import decoded
from pipelines.extract.rows import column_of

LISTS = (".csv", ".tsv")
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", *LISTS)
NAMING = ("title", *PLACES)  # what a row says to tell which Blueprint it is about
HEADER_ROWS = 30  # a header stands within so many rows
DELIMITERS = ",;\t|"
CELL_CHARACTERS = 10_000_000
AREA = 5_000_000  # cells of a sheet up to its last row and column
SHEET_BYTES = 200_000_000
SHEET_PART = re.compile(r"sheet[^/]*\.xml$", re.I)
CELL = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")

Grid = Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of a sheet, the first and last of those that are merged, and what is
    behind cells.
    """

    grid: Grid
    merged: Sequence[tuple[Place, Place]] = ()
    behind: Behind = field(default_factory=Behind)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the catalogue: what it says by field; nothing for empty cells."""

    source: str  # the file, with the sheet where several have rows
    number: int  # as a spreadsheet counts, from 1
    said: tuple[Said, ...]

    @property
    def name(self) -> str:
        """Where it stands, as evidence says it: ``catalogue.xlsx row 12``."""
        return f"{self.source} row {self.number}"

    def text(self, field: str) -> str:
        """What the row says of that field, as text; empty where it says nothing."""
        return next((s.text for s in self.said if s.field == field and s.text), "")


def read_rows(
    name: str, content: bytes, fields: Mapping[str, str]
) -> tuple[list[Row], list[Problem]]:
    """The rows of a table by its bytes, and what of it cannot be read.

    `fields` has the field for each normal column name. Every sheet with a header that
    names a title or a folder gives rows. LibraryError if nothing of it can be read, or
    no sheet has such a header.
    """
    try:
        if name.lower().endswith(LISTS):
            sheets = {"": Sheet(_best_grid(decoded(content), fields))}
        else:
            sheets = dict(_sheets(content))
    except (CalamineError, BadZipFile, csv.Error) as error:
        raise unreadable(name, f"cannot be read: {error}") from error
    headers = {
        name: header
        for name, sheet in sheets.items()
        if (header := _header(sheet.grid, fields)) is not None
    }
    if not headers:
        raise unreadable(name, "has no row of heads with a title or a folder")
    rows: list[Row] = []
    problems: list[Problem] = []
    for sheet, header in headers.items():
        source = f"{name} sheet {sheet}" if len(headers) > 1 else name
        grid = _spread(sheets[sheet], header, fields)
        rows += _rows(source, grid, header, fields, sheets[sheet].behind.addresses)
        problems += _strangers(source, grid, header, fields)
    return rows, problems


def unreadable(name: str, why: object) -> LibraryError:
    """What stops a run: the catalogue may say who may see what, and nobody knows."""
    return LibraryError(
        f"{name} {why}; what it says of audience and state is not known, so nothing was"
        " changed: mend it, or take it away"
    )


def _sheets(content: bytes) -> Iterator[tuple[str, Sheet]]:
    if is_zipfile(io.BytesIO(content)):
        _check_area(content)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    behind = behind_of(content)
    for name in book.sheet_names:
        # Without the empty area above and left, row numbers would not be people's.
        sheet = book.get_sheet_by_name(name)
        grid = sheet.to_python(skip_empty_area=False)
        yield (
            name,
            Sheet(grid, sheet.merged_cell_ranges or (), behind.get(name, Behind())),
        )


def _check_area(content: bytes) -> None:
    """Raises CalamineError where a cell stands so far out that memory would not do.

    The reader makes the whole rectangle up to the last cell of a sheet.
    """
    with ZipFile(io.BytesIO(content)) as package:
        for info in package.infolist():
            if not SHEET_PART.search(info.filename):
                continue
            if info.file_size > SHEET_BYTES:
                raise CalamineError(f"a sheet has more than {SHEET_BYTES} bytes")
            cells = CELL.findall(package.read(info))
            columns = max((column_of(c.decode()) for c, _ in cells), default=0)
            rows = max((int(row) for _, row in cells), default=0)
            if columns * rows > AREA:
                raise CalamineError(f"a sheet spans {columns} columns and {rows} rows")


def _best_grid(text: str, fields: Mapping[str, str]) -> Grid:
    """The rows of a delimited text, by the delimiter that gives most known columns.

    Raises csv.Error where a mark swallows rows.
    """
    csv.field_size_limit(CELL_CHARACTERS)
    grids = {
        delimiter: list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        for delimiter in DELIMITERS
    }
    best = max(grids, key=lambda one: max(_known(grids[one], fields), default=0))
    _check_quotes(text, best)
    return grids[best]


def _check_quotes(text: str, delimiter: str) -> None:
    """Raises csv.Error where rows are one for a quotation mark that is out of place:
    what the later ones say of audiences would be lost.
    """
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    read, done = 0, False
    while not done:
        try:
            done = next(reader, None) is None
        except csv.Error as error:
            if reader.line_num > read + 1:  # in one line it does no harm
                raise csv.Error(
                    f"lines {read + 1} to {reader.line_num} are one row, for a"
                    " quotation mark that does not end its cell"
                ) from error
        read = reader.line_num


def _header(grid: Grid, fields: Mapping[str, str]) -> int | None:
    """Index of the row with most known columns, if one can be a header."""
    known = _known(grid, fields)
    most = max(known, default=0)
    return known.index(most) if most else None


def _known(grid: Grid, fields: Mapping[str, str]) -> list[int]:
    """How many columns each row names; none where no title or folder is among them,
    nor a reference beside an audience.
    """
    counts = []
    for cells in grid[:HEADER_ROWS]:
        known = {fields.get(normal(text_of(cell))) for cell in cells} - {None}
        header = known & {"title", "folder"} or known >= {"reference", GUARDED}
        counts.append(len(known) if header else 0)
    return counts


def _rows(
    source: str,
    grid: Grid,
    header: int,
    fields: Mapping[str, str],
    addresses: Mapping[Place, str],
) -> Iterator[Row]:
    """The rows; a link is the address behind its cell, else behind the title's."""
    slips = _slips(grid, header, fields)
    for number, cells in enumerate(grid[header + 1 :], header + 2):
        said: dict[int, Said] = {}
        behind: dict[str, tuple[int, Said]] = {}
        for place, cell in enumerate(cells):
            column = _head(grid, header, place)
            field = fields.get(normal(column))
            if field and text_of(cell):
                said[place] = Said(field, (cell,), source, number, column)
                if address := addresses.get((number - 1, place)):
                    link = Said("link", (address,), source, number, column)
                    behind[field] = place, link
            elif place in slips and text_of(cell):
                said[place] = Said(GUARDED, SLIPPED, source, number, column)
        if "link" in behind:
            said |= [behind["link"]]
        elif "title" in behind and all(s.field != "link" for s in said.values()):
            said[len(cells)] = behind["title"][1]
        # Below the last Blueprint formulas may go on, and fail.
        if any(one.text not in ERRORS for one in said.values()):
            yield Row(source, number, tuple(said.values()))


def _slips(grid: Grid, header: int, fields: Mapping[str, str]) -> set[int]:
    """The columns that no field takes, and most likely tell who may see a Blueprint, by
    their head or by what stands above it.
    """
    return {
        place
        for cells in grid[: header + 1]
        for place, cell in enumerate(cells)
        if normal(_head(grid, header, place)) not in fields
        and guards(text_of(cell), fields)
    }


def _head(grid: Grid, header: int, place: int) -> str:
    return text_of(grid[header][place]) if place < len(grid[header]) else ""


def _spread(sheet: Sheet, header: int, fields: Mapping[str, str]) -> Grid:
    """The cells, those merged over several rows said of each row of them that names a
    Blueprint: the file has them in the first row alone. The reader leaves errors empty.
    """
    grid = [list(cells) for cells in sheet.grid]
    for (row, place), error in sheet.behind.errors.items():
        if header < row < len(grid) and place < len(grid[row]):
            grid[row][place] = error
    heads = [fields.get(normal(text_of(cell))) for cell in grid[header]]
    naming = [place for place, field in enumerate(heads) if field in NAMING]
    for (top, left), (bottom, right) in sheet.merged:
        for cells in grid[max(top, header) + 1 : bottom + 1]:
            if any(text_of(cells[place]) for place in naming):
                for place in range(left, min(right + 1, len(cells))):
                    if place not in naming:
                        cells[place] = grid[top][left]
    return grid


def _strangers(
    source: str, grid: Grid, header: int, fields: Mapping[str, str]
) -> Iterator[Problem]:
    """A problem for each column with content that no field takes."""
    slips = _slips(grid, header, fields)
    width = max(len(cells) for cells in grid)
    for place in range(width):
        column = _head(grid, header, place)
        below = [row[place] for row in grid[header + 1 :] if place < len(row)]
        filled = sum(1 for cell in below if text_of(cell))
        if filled and normal(column) not in fields:
            detail = f"no field takes this column, filled on {counted(filled, 'row')}"
            detail += f"; {CLOSING}" if place in slips else ""
            yield Problem(source, header + 1, column, "", detail)
