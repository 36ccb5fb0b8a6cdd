"""XLSX by openpyxl, XLS by xlwt, CSV: a sheet a part, the label above each table."""

import csv
import io

import xlwt
from openpyxl import Workbook

from demo.ole import write as compound
from demo.paper import LABEL, Paper, Part, Unit, Written, text
from demo.writers.package import retyped, settled
from demo.writers.properties import summary_information

PLAIN_BOOK = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
)
MACRO_BOOK = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
Row = tuple[str, ...]


def xlsx(paper: Paper) -> Written:
    """The paper as a workbook."""
    book = Workbook(write_only=True)
    for part in paper.parts:
        sheet = book.create_sheet(part.heading)
        for row in rows(paper, part):
            sheet.append([_value(cell) for cell in row])
    if not paper.parts:
        book.create_sheet("Sheet1")
    properties = book.properties
    properties.title, properties.creator = paper.title, paper.author
    properties.subject = properties.keywords = properties.description = LABEL
    target = io.BytesIO()
    book.save(target)
    return Written(settled(target.getvalue(), paper.date), units(paper))


def xlsm(paper: Paper) -> Written:
    """The paper as a workbook that may hold macros, but does not."""
    written = xlsx(paper)
    kinds = {PLAIN_BOOK: MACRO_BOOK}
    return Written(retyped(written.content, kinds), written.units)


def xls(paper: Paper) -> Written:
    """The paper as an Excel 97 workbook."""
    book = xlwt.Workbook(encoding="utf-8")
    for part in paper.parts:
        sheet = book.add_sheet(part.heading)
        for y, row in enumerate(rows(paper, part)):
            for x, cell in enumerate(row):
                sheet.write(y, x, _value(cell))
    streams = {
        "Workbook": book.get_biff_data(),
        "\x05SummaryInformation": summary_information(paper),
    }
    return Written(compound(streams), units(paper))


def comma_separated(paper: Paper) -> Written:
    """The paper as CSV: the tables below each other."""
    return _separated(paper, ",", "utf-8-sig")


def tab_separated(paper: Paper) -> Written:
    """The paper as TSV: the tables below each other."""
    return _separated(paper, "\t", "utf-8")


def _separated(paper: Paper, mark: str, encoding: str) -> Written:
    target = io.StringIO()
    writer = csv.writer(target, delimiter=mark)
    for part in paper.parts:
        writer.writerows(rows(paper, part))
        writer.writerow([])
    everything = text(unit.text for unit in units(paper))
    content = target.getvalue().encode(encoding)
    return Written(content, (Unit("sheet", 1, "sheet 1", everything),))


def units(paper: Paper) -> tuple[Unit, ...]:
    """A unit a sheet."""
    return tuple(
        Unit(
            "sheet",
            number,
            part.heading,
            text(" ".join(row) for row in rows(paper, part)),
        )
        for number, part in enumerate(paper.parts, 1)
    )


def rows(paper: Paper, part: Part) -> list[Row]:
    """What stands on the sheet: title, label, sentences, the table."""
    written = (*part.paragraphs, *part.bullets)
    return [
        (paper.title, "", paper.organisation),
        (LABEL, "", paper.date),
        *((line,) for line in written),
        (),
        *part.table,
    ]


def _value(cell: str) -> str | int:
    return int(cell) if cell.isdecimal() and not cell.startswith("0") else cell
