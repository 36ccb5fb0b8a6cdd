"""What a workbook has behind its cells: web addresses, and formulas that failed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO

from pipelines.catalogue.said import UNKNOWN
from pipelines.extract.file import Limits
from pipelines.extract.packages import Package
from pipelines.extract.rows import column_of
from pipelines.extract.xlsx import sheets_of
from pipelines.records import ExtractError

Place = tuple[int, int]  # row and column from 0
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


@dataclass(frozen=True, slots=True)
class Behind:
    """What the cells of a sheet lead to, and what they show in place of a value."""

    addresses: Mapping[Place, str] = field(default_factory=dict)
    errors: Mapping[Place, str] = field(default_factory=dict)


def behind_of(content: bytes) -> dict[str, Behind]:
    """By the name of a sheet; none of a file that is no OOXML workbook."""
    try:
        with Package(BytesIO(content), Limits()) as package:
            main = package.main("xl/workbook.xml")
            found = sheets_of(package, main, package.tree(main))
            return {
                name: Behind(_addresses(package, part), _errors(package, part))
                for name, part in found
            }
    except ExtractError:
        return {}  # who reads the rows says what is wrong


def _addresses(package: Package, part: str) -> Mapping[Place, str]:
    outside = package.addresses(part)
    sheet = package.optional(part) if outside else None
    found: dict[Place, str] = {}
    for element in () if sheet is None else sheet.iter("{*}hyperlink"):
        place = _place(element.get("ref", ""))
        named = map(str, element.attrib.values())
        address = next((outside[name] for name in named if name in outside), "")
        if place and address:
            found[place] = address
    return found


def _errors(package: Package, part: str) -> Mapping[Place, str]:
    errors = _Errors()
    package.feed(part, errors)
    return errors.found


class _Errors:
    """Hears the cells of a sheet whose formula failed, or was never worked out."""

    def __init__(self) -> None:
        self.found: dict[Place, str] = {}
        self._place: Place | None = None
        self._kind, self._value = "n", ""
        self._formula = self._reading = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag.endswith("}c"):
            self._place = _place(attributes.get("r", ""))
            self._kind, self._value = attributes.get("t", "n"), ""
            self._formula = False
        elif tag.endswith("}f"):
            self._formula = True
        elif tag.endswith("}v"):
            self._reading = True

    def data(self, text: str) -> None:
        if self._reading:
            self._value += text

    def end(self, tag: str) -> None:
        if tag.endswith("}v"):
            self._reading = False
        elif tag.endswith("}c") and self._place:
            # An empty text is a value: of =IF(A2="","",…).
            empty = self._formula and not self._value and self._kind != "str"
            if empty or self._kind == "e":
                self.found[self._place] = self._value or UNKNOWN

    def close(self) -> None:
        """Called at the end of the part."""


def _place(reference: str) -> Place | None:
    cell = _REFERENCE.match(reference)
    return (int(cell[2]) - 1, column_of(cell[1]) - 1) if cell else None
