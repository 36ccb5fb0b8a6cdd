"""Bytes of a text file as text, whatever the encoding and whatever is broken in it."""

import codecs

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
# What charset-normalizer may answer: the encodings of western offices. Given every
# code page, it takes a short English text with one pound sign for Greek or Thai.
LIKELY = ["cp1252", "latin_1", "mac_roman", "cp437", "cp850"]


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
        # One broken byte in a long UTF-8 text does not make it another encoding.
        if error.start > SAMPLE and not content[:SAMPLE].isascii():
            return content.decode("utf-8", "replace")
    return content.decode(known or _likely(content), "replace")


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
    # Loaded late: who only looks what files are has no need of it.
    from charset_normalizer import from_bytes

    best = from_bytes(content[:SAMPLE], cp_isolation=LIKELY).best()
    found = best.encoding if best else "cp1252"
    return "cp1252" if found in ("latin_1", "ascii") else found
