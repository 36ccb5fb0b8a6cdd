"""The web addresses behind the cells of a workbook, where the cell shows a name."""

import re
from collections.abc import Mapping
from io import BytesIO

from pipelines.extract.file import Limits
from pipelines.extract.packages import Package
from pipelines.extract.rows import column_of
from pipelines.extract.xlsx import sheets_of
from pipelines.records import ExtractError

Addresses = Mapping[tuple[int, int], str]  # by row and column, both from 0
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def addresses_of(content: bytes) -> dict[str, Addresses]:
    """By the name of a sheet; none of a file that is no OOXML workbook."""
    try:
        with Package(BytesIO(content), Limits()) as package:
            main = package.main("xl/workbook.xml")
            found = sheets_of(package, main, package.tree(main))
            return {name: _addresses(package, part) for name, part in found}
    except ExtractError:
        return {}  # who reads the rows says what is wrong


def _addresses(package: Package, part: str) -> Addresses:
    outside = package.addresses(part)
    sheet = package.optional(part) if outside else None
    found: dict[tuple[int, int], str] = {}
    for element in () if sheet is None else sheet.iter("{*}hyperlink"):
        cell = _REFERENCE.match(element.get("ref", ""))
        named = map(str, element.attrib.values())
        address = next((outside[name] for name in named if name in outside), "")
        if cell and address:
            found[int(cell[2]) - 1, column_of(cell[1]) - 1] = address
    return found
