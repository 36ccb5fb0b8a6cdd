"""CSV and TSV: one sheet, a row a line, the cells held apart by tabs."""

import csv
import io
import re
from collections.abc import Iterator

from pipelines.extract.decoding import decoded
from pipelines.extract.detect import TSV
from pipelines.extract.file import File
from pipelines.records import Extraction, Segment, Status

SAMPLE = 32 * 1024  # characters that show what holds the cells apart
MARKS = ",;\t|"
SAID = re.compile(
    r'"?sep=([^"\s]|\t)"?\r?\n', re.IGNORECASE
)  # first line, for Excel alone
QUOTED = re.compile(r'"[^"]*"')
CELL = 10 * 2**20  # characters of one cell; the library's own limit is 128 KiB


def extract(file: File) -> Extraction:
    """The rows; where quotes are too broken to read on, the lines as they are."""
    text = decoded(file.path.read_bytes())
    said = SAID.match(text)
    if said:
        text = text[said.end() :]
        mark = said[1]
    else:
        mark = "\t" if file.media_type == TSV else separator(text)
    status: Status = "ok"
    reason = ""
    try:
        written = "\n".join(_rows(text, mark))
    except csv.Error as error:
        status, reason = "partial", f"not read as a table: {error}"
        written = text
    segment = Segment("sheet", 1, "sheet 1", written)
    return Extraction(file.media_type, (segment,), status=status, reason=reason)


def separator(text: str) -> str:
    """What holds the cells apart: the mark that cuts most lines alike.

    What stands in quotes cuts nothing.
    """
    plain = QUOTED.sub("", text[:SAMPLE])
    lines = [line for line in plain.splitlines()[:50] if line.strip()]
    counts = {mark: [line.count(mark) for line in lines] for mark in MARKS}

    def even(mark: str) -> tuple[int, int]:
        found = counts[mark]
        usual = max(set(found), key=found.count, default=0)
        return (found.count(usual) if usual else 0, usual)

    return max(MARKS, key=even)


def _rows(text: str, mark: str) -> Iterator[str]:
    csv.field_size_limit(CELL)
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
        cells = [" ".join(cell.split()) for cell in row]
        if any(cells):
            yield "\t".join(cells).rstrip("\t")
