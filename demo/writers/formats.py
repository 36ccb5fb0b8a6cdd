"""The table of formats: what writes a file, by the ending of its name."""

from collections.abc import Callable, Mapping

from demo.paper import Paper, Written
from demo.writers import (
    archive,
    mail,
    open_document,
    pdf,
    picture,
    plain,
    sheets,
    slides,
    slides97,
    visio,
    word,
    word97,
)

WRITERS: Mapping[str, Callable[[Paper], Written]] = {
    "csv": sheets.comma_separated,
    "doc": word97.write,
    "docx": word.write,
    "eml": mail.eml,
    "html": plain.html,
    "jpg": picture.jpg,
    "json": plain.as_json,
    "md": plain.md,
    "msg": mail.msg,
    "odp": open_document.odp,
    "ods": open_document.ods,
    "odt": open_document.odt,
    "pdf": pdf.write,
    "png": picture.png,
    "ppt": slides97.write,
    "pptx": slides.write,
    "rtf": plain.rtf,
    "tsv": sheets.tab_separated,
    "txt": plain.txt,
    "vsdx": visio.write,
    "xls": sheets.xls,
    "xlsm": sheets.xlsm,
    "xlsx": sheets.xlsx,
    "xml": plain.xml,
    "zip": archive.write,
}
