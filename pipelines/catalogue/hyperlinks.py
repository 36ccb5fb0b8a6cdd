"""The web addresses behind the cells of a workbook, where the cell shows a name."""

import posixpath
import re
from collections.abc import Mapping
from io import BytesIO

from lxml import etree

from pipelines.extract.file import Limits
from pipelines.extract.packages import Package
from pipelines.records import ExtractError

Addresses = Mapping[tuple[int, int], str]  # by row and column, both from 0
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def addresses_of(content: bytes) -> dict[str, Addresses]:
    """By the name of a sheet; none of a file that is no OOXML workbook."""
    try:
        with Package(BytesIO(content), Limits()) as package:
            main = package.main("xl/workbook.xml")
            parts = {i: link.target for i, link in package.links(main).items()}
            return {
                sheet.get("name", ""): _addresses(package, part)
                for sheet in package.tree(main).iter("{*}sheet")
                for part in (_linked(sheet, parts),)
                if part in package
            }
    except ExtractError:
        return {}  # who reads the rows says what is wrong


def _addresses(package: Package, part: str) -> Addresses:
    folder, name = posixpath.split(part)
    links = package.optional(posixpath.join(folder, "_rels", f"{name}.rels"))
    outside = {
        link.get("Id", ""): link.get("Target", "")
        for link in (() if links is None else links.iter("{*}Relationship"))
        if link.get("TargetMode") == "External"
    }
    sheet = package.optional(part) if outside else None
    found: dict[tuple[int, int], str] = {}
    for element in () if sheet is None else sheet.iter("{*}hyperlink"):
        cell = _REFERENCE.match(element.get("ref", ""))
        address = _linked(element, outside)
        if cell and address:
            found[int(cell[2]) - 1, column_of(cell[1]) - 1] = address
    return found


def column_of(letters: str) -> int:
    """The number of a column, from 1: ``AA`` is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _linked(element: etree._Element, targets: Mapping[str, str]) -> str:
    """What the relationship that an element names leads to."""
    named = map(str, element.attrib.values())
    return next((targets[name] for name in named if name in targets), "")
