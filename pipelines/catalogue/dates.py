"""Dates as people write them in a cell."""

import re
from datetime import date, datetime, timedelta

from pipelines.catalogue.said import Cell, text_of

EARLIEST = date(1990, 1, 1)
EXCEL_ZERO = date(1899, 12, 30)
SERIALS = range(32_874, 73_051)  # days of 1990 to 2099 in a spreadsheet
YEARS = range(1990, 2100)
FORMATS = (
    "%Y-%m-%d",
    "%d-%m-%Y",
    "%d-%m-%y",
    "%d %B %Y",
    "%d %b %Y",
    "%d-%b-%Y",
    "%d-%B-%Y",
    "%d-%b-%y",
    "%d %b %y",
    "%B %d %Y",
    "%b %d %Y",
    "%B %Y",
    "%b %Y",
    "%b-%Y",
    "%b-%y",
    "%b %y",
    "%B-%y",
    "%m-%Y",
    "%Y-%m",
    "%Y",
)
TIME = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?(Z|[+-]\d\d:?\d\d)?$")
WEEKDAY = re.compile(r"^(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?,? ", re.I)


def read_date(cell: Cell, today: date) -> str:
    """The day as ``YYYY-MM-DD``; a month or a year begins on its first day.

    Day before month, as in Britain. Raises ValueError with the reason for what is no
    date, lies after `today`, or before 1990.
    """
    found = _day(cell)
    if found > today:
        raise ValueError("lies in the future")
    if found < EARLIEST:
        raise ValueError(f"lies before {EARLIEST.year}")
    return found.isoformat()


def _day(cell: Cell) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = text_of(cell)
    number = float(text) if re.fullmatch(r"\d{1,6}(\.\d+)?", text) else 0.0
    if SERIALS.start <= number < SERIALS.stop:
        return EXCEL_ZERO + timedelta(days=int(number))
    if isinstance(cell, float) and number not in YEARS:
        raise ValueError("not a date")
    plain = _plain(text)
    for written in FORMATS:
        try:
            return datetime.strptime(plain, written).date()
        except ValueError:
            continue
    raise ValueError("not a date")


def _plain(text: str) -> str:
    """Without weekday, time of day and ordinal endings; "/" and "." as "-"."""
    text = WEEKDAY.sub("", TIME.sub("", text))
    text = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", text, flags=re.I)
    text = re.sub(r"\s*[/.-]\s*", "-", text.rstrip("."))
    text = re.sub(r"\bsept\b", "Sep", text, flags=re.I)
    return " ".join(text.replace(",", " ").replace("- ", "-").split())
