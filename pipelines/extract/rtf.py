"""RTF by a tokenizer of our own: striprtf loses the text of every fifth file."""

import re
from dataclasses import dataclass, field, replace

from pipelines.extract.breaks import PAGE_BREAK, paged
from pipelines.extract.compound import code_page
from pipelines.extract.file import File
from pipelines.records import ExtractError, Extraction, Segment, Status

TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\(.)|([{}])"
    rb"|[\r\n]+|([^\\{}\r\n]+)",
    re.DOTALL,
)
# Groups that hold no text of the document.
HIDDEN = frozenset(
    "fonttbl colortbl stylesheet pict objdata themedata colorschememapping datastore "
    "listtable listoverridetable rsidtbl generator latentstyles xmlnstbl fldinst "
    "bkmkstart bkmkend filetbl revtbl fchars lchars nonshppict pgdsctbl tc xe "
    "operator company keywords comment doccomm category manager hlinkbase subject "
    "mhtmltag htmltag fontemb falt panose template userprops private".split()
)
BESIDE = ("shptxt", "footnote", "annotation")  # text that stands beside the text
AROUND = "around"  # headers and footers, kept apart from the text
VANISHED = "vanished"  # text of the document that no reader shows
MARGINS = frozenset(
    f"{w}{s}" for w in ("header", "footer") for s in ("", "l", "r", "f")
)
INFO = {
    "title": "title",
    "author": "author",
    "creatim": "created",
    "revtim": "modified",
}
SHOWN = {
    "par": "\n",
    "line": "\n",
    "row": "\n",
    "nestrow": "\n",
    "sect": "\n",
    "cell": "\t",
    "nestcell": "\t",
    "tab": "\t",
    "column": "\n",
    "page": PAGE_BREAK,
    "emdash": "\u2014",
    "endash": "\u2013",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "bullet": "\u2022",
    "lquote": "\u2018",
    "rquote": "\u2019",
    "ldblquote": "\u201c",
    "rdblquote": "\u201d",
}
SYMBOLS = {
    b"~": "\u00a0",
    b"_": "-",
    b"\\": "\\",
    b"{": "{",
    b"}": "}",
    b"\n": "\n",
    b"\r": "\n",
}
CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk",
    136: "big5", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255",
    178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
NESTED = 100_000  # groups inside each other; no writer comes near


@dataclass(slots=True)
class Group:
    """What holds inside one pair of braces."""

    target: str = ""  # "", "info title", "hidden" and the like
    encoding: str = "cp1252"
    skipped: int = 1  # characters that stand in for one given as Unicode
    fresh: bool = True  # nothing but ``\*`` was read yet


@dataclass(slots=True)
class Reading:
    """What was read so far of a file."""

    encoding: str = "cp1252"
    group: Group = field(default_factory=lambda: Group(fresh=False))
    outer: list[Group] = field(default_factory=list)
    pieces: dict[str, list[str]] = field(default_factory=dict)
    fonts: dict[int, str] = field(default_factory=dict)
    font: int = 0
    pending: bytearray = field(default_factory=bytearray)
    skip: int = 0
    past: int = 0  # bytes up to here are binary data

    def put(self, text: str) -> None:
        """Text of the group being read."""
        self.flush()
        if self.group.target != "hidden":
            self.pieces.setdefault(self.group.target, []).append(text)

    def raw(self, content: bytes) -> None:
        """Bytes of text; a character may need the two that follow each other."""
        if self.skip:
            skipped = min(self.skip, len(content))
            self.skip -= skipped
            content = content[skipped:]
        if self.group.target != "hidden":
            self.pending += content

    def flush(self) -> None:
        """The bytes gathered so far as text."""
        if self.pending:
            text = self.pending.decode(self.group.encoding, "replace")
            self.pieces.setdefault(self.group.target, []).append(text)
            self.pending.clear()


def extract(file: File) -> Extraction:
    """The text by pages, where breaks are set; headers and notes stand in place."""
    content = file.path.read_bytes()
    if not content.lstrip().startswith(b"{\\rtf"):
        raise ExtractError("corrupt", "does not begin as RTF")
    reading = read(content)
    margins = dict.fromkeys(_joined(reading, AROUND).split("\n"))
    beside = Segment("section", None, "headers and footers", "\n".join(margins))
    metadata = {key: _joined(reading, key).strip() for key in INFO.values()}
    status: Status = "partial" if reading.outer else "ok"
    reason = "breaks off before its end" if reading.outer else ""
    segments = (*paged(_joined(reading, "")), beside)
    return Extraction(file.media_type, segments, metadata, (), status, reason)


def plain(content: bytes) -> str:
    """The text alone, as mails hold it."""
    return _joined(read(content), "")


def _joined(reading: Reading, target: str) -> str:
    """The text of one place; characters given as two surrogates become one."""
    text = "".join(reading.pieces.get(target, ()))
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def read(content: bytes) -> Reading:
    """Everything a file shows, by where it belongs."""
    reading = Reading()
    for token in TOKEN.finditer(content):
        if token.start() < reading.past:
            continue
        code, word, number, symbol, brace, text = token.groups()
        if text is not None:
            reading.group.fresh = False
            reading.raw(text)
        elif code is not None:
            reading.raw(bytes.fromhex(code.decode()))
        elif word is not None:
            _word(reading, word.decode(), number, token.end())
        elif brace is not None:
            _brace(reading, brace)
        elif symbol == b"*":
            # A destination that may be passed over: known ones are read by name.
            if reading.group.fresh:
                reading.group.target = "hidden"
        elif symbol in SYMBOLS:
            reading.put(SYMBOLS[symbol])
    reading.flush()
    return reading


def _brace(reading: Reading, brace: bytes) -> None:
    reading.flush()
    reading.skip = 0
    if brace == b"{":
        if len(reading.outer) >= NESTED:
            raise ExtractError("corrupt", f"groups nested over {NESTED} deep")
        reading.outer.append(reading.group)
        reading.group = replace(reading.group, fresh=True)
    elif reading.outer:
        reading.group = reading.outer.pop()


def _word(reading: Reading, word: str, number: bytes | None, end: int) -> None:
    value = int(number) if number else 0
    group, fresh = reading.group, reading.group.fresh
    group.fresh = False
    if word == "bin":
        reading.past = end + max(0, value)
    elif word == "u" and number:
        _unicode(reading, value)
    elif word in SHOWN:
        reading.put(SHOWN[word])
    elif (word in HIDDEN and fresh) or word == "fonttbl":
        group.target = "hidden"
    elif word in ("deleted", "mvf") and number is None and not group.target:
        reading.flush()  # text that a tracked change took out or moved away
        group.target = "hidden"
    elif word == "v" and group.target in ("", VANISHED):
        reading.flush()
        group.target = "" if number == b"0" else VANISHED
    elif word in INFO and group.target == "info":
        group.target = INFO[word]
    elif word in MARGINS and fresh:
        group.target = AROUND
        reading.put("\n")
    elif word == "info" and fresh:
        group.target = "info"
    elif word in BESIDE and fresh and group.target in ("", "hidden"):
        group.target = ""
        reading.put(" ")  # no part of the word before it
    elif word in ("yr", "mo", "dy") and group.target in ("created", "modified"):
        reading.put(f"{value:02}" if word == "yr" else f"-{value:02}")
    else:
        _encoding(reading, word, value)


def _encoding(reading: Reading, word: str, value: int) -> None:
    """Words that say how the bytes which follow are to be read."""
    if word == "uc":
        reading.group.skipped = max(0, min(value, 16))
    elif word in ("ansicpg", "mac", "pc", "pca"):
        page = {"mac": 10000, "pc": 437, "pca": 850}.get(word, value)
        reading.encoding = reading.group.encoding = code_page(page)
    elif word == "f":
        reading.font = value
        reading.flush()
        reading.group.encoding = reading.fonts.get(value, reading.encoding)
    elif word == "fcharset" and value in CHARSETS:
        reading.fonts[reading.font] = CHARSETS[value]
    elif word == "plain":
        reading.flush()
        reading.group.encoding = reading.encoding
        if reading.group.target == VANISHED:
            reading.group.target = ""


def _unicode(reading: Reading, value: int) -> None:
    """A character by its number, which is signed; surrogates come as two."""
    reading.put(chr(value & 0xFFFF))
    reading.skip = reading.group.skipped
