"""Files that meet a bad fate: cut short, locked, empty, without text."""

from dataclasses import replace
from random import Random

from demo.ole import write as compound
from demo.paper import Attachment, Paper
from demo.writers import pdf, sheets, word
from demo.writers.formats import WRITERS

KEPT = 0.6  # part of a truncated file
AGILE = bytes.fromhex("0400040040000000")  # version and flags of the encryption


def truncated(paper: Paper, format: str) -> bytes:
    """The beginning of the file, as a broken copy leaves it."""
    if format == "zip":
        lost = Attachment("Contents.docx", word.write(paper).content)
        paper = replace(paper, attachments=(lost,))
    content = WRITERS[format](paper).content
    return content[: int(len(content) * KEPT)]


def locked(paper: Paper, format: str, random: Random) -> bytes:
    """The file behind a password: a PDF, or an encrypted package of Office."""
    if format == "pdf":
        return pdf.locked(paper)
    size = len(WRITERS[format](paper).content)
    description = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<encryption xmlns="http://schemas.microsoft.com/office/2006/encryption">'
        '<keyData saltSize="16" blockSize="16" keyBits="256" hashSize="64"'
        ' cipherAlgorithm="AES" cipherChaining="ChainingModeCBC"'
        ' hashAlgorithm="SHA512"/></encryption>'
    )
    return compound(
        {
            "EncryptionInfo": AGILE + description.encode(),
            "EncryptedPackage": size.to_bytes(8, "little")
            + random.randbytes(-(-size // 16) * 16),
        }
    )


def hollow(paper: Paper, format: str) -> bytes:
    """A file that opens and has no text."""
    return word.hollow() if format == "docx" else sheets.xlsx(paper).content
