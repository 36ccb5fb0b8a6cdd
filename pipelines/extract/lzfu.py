"""Compressed RTF as mails of Outlook hold it, after MS-OXRTFCP."""

import struct

PACKED, STORED = 0x75465A4C, 0x414C454D  # "LZFu" and "MELA"
MOST = 64 * 2**20  # bytes of one text
START = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern "
    rb"\fscript \fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0"
    b"\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
RING = 4096


def unpacked(content: bytes) -> bytes:
    """The RTF; what can be had of it when the content breaks off, else nothing."""
    if len(content) < 16:
        return b""
    size, kind = struct.unpack_from("<4xII", content)
    if kind == STORED:
        return content[16 : 16 + size]
    return _expanded(content[16:], min(size, MOST)) if kind == PACKED else b""


def _expanded(content: bytes, size: int) -> bytes:
    """A window that begins as every RTF does; runs of eight tokens under a byte."""
    found = bytearray(START)
    stream = iter(content)
    try:
        while len(found) < size + len(START):
            flags = next(stream)
            for bit in range(8):
                if not flags >> bit & 1:
                    found.append(next(stream))
                    continue
                pair = next(stream) << 8 | next(stream)
                offset, length = pair >> 4, (pair & 0xF) + 2
                back = (len(found) - offset) % RING
                if not back:  # the place being written to marks the end
                    return bytes(found[len(START) :])
                for _ in range(length):
                    found.append(found[-back] if back <= len(found) else 0x20)
    except StopIteration:
        pass
    return bytes(found[len(START) : len(START) + size])
