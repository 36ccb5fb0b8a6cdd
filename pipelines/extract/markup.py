"""XML and SVG: the text of the elements, and of attributes that people read."""

import re
from collections.abc import Mapping, Sequence
from xml.parsers import expat

from pipelines.extract.decoding import decoded
from pipelines.extract.file import File
from pipelines.extract.picture import REASON
from pipelines.records import ExtractError, Extraction, Segment, Status

# Attributes that hold words for people. FHIR writes all of its text into `value`.
WORDS = "title name label heading description display value alt text date".split()
DRAWN = frozenset("text title desc foreignobject".split())
SPACE = re.compile(r"[ \t]+")
ENCODING = re.compile(rb"<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w-]{1,40})")


def extract(file: File) -> Extraction:
    """The text, a line where the file has one; what precedes a fault is kept.

    No DTD is loaded and no entity resolved: entities are missing from the text.
    """
    found = _Text(WORDS)
    problem = _feed(file, found)
    text = found.written()
    if problem and not text:
        raise ExtractError("corrupt", problem)
    status: Status = "partial" if problem else "ok"
    body = (Segment("body", None, "", text),)
    return Extraction(file.media_type, body, status=status, reason=problem)


def extract_svg(file: File) -> Extraction:
    """The words of a drawing: its texts, title and description, a line each."""
    found = _Text((), DRAWN)
    problem = _feed(file, found)
    text = found.written()
    if not text:
        return Extraction(file.media_type, status="empty", reason=problem or REASON)
    status: Status = "partial" if problem else "ok"
    title = {"title": found.title} if found.title else {}
    body = (Segment("body", None, "", text),)
    return Extraction(file.media_type, body, title, status=status, reason=problem)


class _Text:
    """What a parser tells of a file, kept as text; all of it, or of some elements."""

    def __init__(
        self, words: Sequence[str], only: frozenset[str] = frozenset()
    ) -> None:
        self.title = ""
        self._words, self._only = words, only
        self._inside = 0
        self._open: list[str] = []
        self._pieces: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition(":")[2].lower()
        self._open.append(name)
        self._inside += name in self._only
        self._pieces.append(" ")
        for key in self._words:
            if attributes.get(key, "").strip():
                self._pieces.append(f"\n{attributes[key]}\n")

    def end(self, _: str) -> None:
        name = self._open.pop()
        self._inside -= name in self._only
        self._pieces.append("\n" if name in self._only else " ")

    def data(self, text: str) -> None:
        if self._only and not self._inside:
            return
        if self._only and len(self._open) == 2 and self._open[1] == "title":
            self.title += text
        self._pieces.append(text)

    def written(self) -> str:
        lines = SPACE.sub(" ", "".join(self._pieces)).split("\n")
        return "\n".join(filter(None, map(str.strip, lines)))


def _feed(file: File, found: _Text) -> str:
    """Reads the file into `found`; the reason why it broke off, or nothing.

    In the encoding that its bytes show: some declare another than they are written in.
    """
    content = file.path.read_bytes()
    declared = ENCODING.search(content[:400])
    text = decoded(content, declared[1].decode("ascii") if declared else "")
    parser = expat.ParserCreate()
    parser.StartElementHandler = found.start
    parser.EndElementHandler = found.end
    parser.CharacterDataHandler = found.data
    # Where a default handler listens, entities are handed to it and not expanded.
    parser.DefaultHandler = _ignore
    try:
        parser.Parse(text.lstrip(), True)  # nothing may precede the declaration
    except (expat.ExpatError, ValueError, LookupError) as error:
        return f"breaks off or is damaged: {error}"
    return ""


def _ignore(_: str) -> None:
    """Declarations, comments and entities are no text."""
