"""Bytes of a text file as text, whatever the encoding and whatever is broken in it."""

import codecs
import re

SAMPLE = 64 * 1024  # bytes that show the encoding
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins like UTF-16, so it comes first
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Encodings of seven bits: every text in them is one of ASCII, too.
SEVEN_BITS = ("iso2022_", "utf-7", "hz")
# What writers and browsers mean by the name of a smaller encoding.
WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "shift_jis": "cp932",
    "gb2312": "gb18030",
    "euc_kr": "cp949",
}
# Encodings of western offices, the likely ones first, and what tells them apart: signs
# and letters that texts have, where another encoding would have others.
LIKELY = ("cp1252", "mac_roman", "cp850")
SIGNS = re.compile(
    r"[‘’“”–—…•£€©®™°§±µ«»½¼¾¿¡×\xa0]|(?<![^\W\d_])[À-ÖØ-ÝŒ](?=[A-Za-zß-ÿ])"
)
LETTERS = re.compile(r"[ß-öø-ÿœ]")
STRAY = re.compile("[\udc80-\udcff]+")


def decoded(content: bytes, declared: str = "") -> str:
    """The text of `content`: by its mark, as UTF-8, as declared, or as is likely.

    What is declared comes first where UTF-8 could not tell: in encodings of seven bits.

    Nothing raises: a byte that the encoding does not know becomes U+FFFD.
    """
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    if encoding := wide(content):
        return content.decode(encoding, "replace")
    known = _known(declared)
    if known.startswith(SEVEN_BITS) and content.isascii():
        return content.decode(known, "replace")
    # A declaration of UTF-8 or ASCII says nothing that trying does not say better.
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        start = error.start
    text = content.decode("utf-8", "surrogateescape")
    stray = sum(map(len, STRAY.findall(text)))
    if len(text) - len(text.encode("ascii", "ignore")) > 2 * stray:
        # Most of it is UTF-8: what is not was pasted in from elsewhere.
        return STRAY.sub(_pasted, text)
    return content.decode(known or _likely(content[max(0, start - 1) :]), "replace")


def _pasted(found: re.Match[str]) -> str:
    return found[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace")


def wide(content: bytes) -> str:
    """The codec of UTF-16 without its mark, which has a NUL beside nearly every letter;
    empty for anything else.
    """
    head = content[:SAMPLE]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) < len(head) * 0.3 or min(even, odd) > len(head) * 0.05:
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _known(declared: str) -> str:
    """The codec of a declared name; empty where it says nothing."""
    try:
        name = codecs.lookup(declared.strip(" \"'")).name
        # Codecs such as base64 and rot13 are no encodings of text.
        "".encode(name)
        b"".decode(name)
    except (LookupError, ValueError, TypeError):
        return ""
    if name in ("utf-8", "utf-16", "utf-32"):
        return ""
    return WIDER.get(name, name)


def _likely(content: bytes) -> str:
    """The western encoding in which these bytes make most sense.

    charset-normalizer takes "the patient’s" for Mac Roman, or for Thai if it may.
    """
    sample = content[:SAMPLE]

    def sense(encoding: str) -> int:
        text = sample.decode(encoding, "replace")
        return 2 * len(SIGNS.findall(text)) + len(LETTERS.findall(text))

    return max(LIKELY, key=sense)
