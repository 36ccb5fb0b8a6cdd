"""How a spreadsheet shows a number: as a date or per cent where its format says so."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from lxml import etree

Shown = Literal["number", "date", "time", "elapsed", "percent"]

# Formats that every spreadsheet knows without being told.
BUILT_IN: Mapping[int, Shown] = {
    **dict.fromkeys((*range(14, 18), 22, *range(27, 37), *range(50, 59)), "date"),
    **dict.fromkeys((*range(18, 22), 45, 47), "time"),
    46: "elapsed",
}
PERCENTS: Mapping[str, str] = {"9": "0%", "10": "0.00%"}
# Quoted text, escaped characters, colours and conditions are not date letters.
LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
PARTS = re.compile(r"(?<=[s\]])\.0+")  # tenths and less of a second
PLACES = re.compile(r"\.([0#?]{1,9})")
MOST = 1e12  # beyond it nobody counts in hundredths
LAST_DAY = 2_958_465  # 31 December 9999


@dataclass(frozen=True, slots=True)
class NumberFormats:
    """What each cell style of a workbook makes of a number."""

    styles: Mapping[str, Shown]
    places: Mapping[str, int]  # after the point of styles that show per cent
    epoch: datetime

    @classmethod
    def of(cls, root: etree._Element | None, from_1904: bool) -> "NumberFormats":
        """The formats of a styles part; days count from 1904 or, as usual, 1900."""
        epoch = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)
        if root is None:
            return cls({}, {}, epoch)
        codes = {
            **PERCENTS,
            **{
                e.get("numFmtId", ""): e.get("formatCode", "")
                for e in root.iter("{*}numFmt")
            },
        }
        own = {key: shown_by(code) for key, code in codes.items()}
        styles: dict[str, Shown] = {}
        places: dict[str, int] = {}
        for index, style in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
            key = style.get("numFmtId", "0")
            known = BUILT_IN.get(int(key) if key.isdecimal() else 0, "number")
            styles[str(index)] = own.get(key, known)
            if styles[str(index)] == "percent":
                places[str(index)] = places_of(codes[key])
        return cls(styles, places, epoch)

    def shown(self, value: str, style: str) -> str:
        """A stored number as text: ``2024-03-05``, ``14:30``, ``12.5%`` or itself.

        Hours that went by are no time of day: ``30:15``.
        """
        try:
            number = float(value)
        except ValueError:
            return value
        kind = self.styles.get(style, "number")
        if kind == "percent" and abs(number) < MOST:
            return percent(number, self.places[style])
        if kind == "elapsed" and number >= 0:
            return elapsed(timedelta(days=number))
        if kind in ("date", "time") and 0 <= number < LAST_DAY:
            return self._moment(number, kind)
        return value if len(value) < 12 else f"{number:.15g}"

    def dated(self, value: str, style: str) -> str:
        """A day stored as ISO 8601, as a strict workbook has it, shown as any other."""
        try:
            moment = datetime.fromisoformat(value).replace(tzinfo=None)
        except ValueError:
            return value
        kind = self.styles.get(style, "date")
        return self._moment((moment - self.epoch) / timedelta(days=1), kind)

    def _moment(self, number: float, kind: Shown) -> str:
        moment = self.epoch + timedelta(seconds=round(number * 86_400))
        clock = f"{moment:%H:%M}" if moment.second == 0 else f"{moment:%H:%M:%S}"
        if kind == "time" and number < 1:
            return clock
        day = f"{moment:%Y-%m-%d}"
        return day if moment.time() == time() else f"{day} {clock}"


def percent(number: float, places: int) -> str:
    """Hundredths to so many places, the half rounded away from zero: ``12.5%``."""
    exact = Decimal(f"{number * 100:.15g}")
    shown = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{shown + 0:f}%"  # minus nought is nought


def elapsed(duration: timedelta) -> str:
    """Hours and minutes that went by, and seconds if there are any: ``30:15``."""
    minutes, seconds = divmod(round(duration.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


def places_of(code: str) -> int:
    """How many digits a format code such as ``0.0%`` shows after the point."""
    found = PLACES.search(LITERAL.sub("", code.split(";")[0]))
    return len(found[1]) if found else 0


def shown_by(code: str) -> Shown:
    """What a format code such as ``dd/mm/yyyy`` or ``[h]:mm`` shows."""
    letters = PARTS.sub("", LITERAL.sub("", code.split(";")[0]).lower())
    if "%" in letters:
        return "percent"
    if "general" in letters or re.search(r"[#0?]", letters):
        return "number"
    if re.search(r"[yd]|mmm", letters):
        return "date"
    if "[" in letters:
        return "elapsed"
    return "time" if re.search(r"[hs]", letters) else "number"
