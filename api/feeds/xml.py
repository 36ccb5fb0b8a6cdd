"""What feeds and other XML are made of: elements with text that XML can hold."""

import re
from xml.etree.ElementTree import Element, SubElement, tostring

from starlette.requests import Request

from api.http.context import context_of, host_of

ATOM = "http://www.w3.org/2005/Atom"
ATOM_TYPE = "application/atom+xml"
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def feed(request: Request, about: str, own: str, page: str, updated: str) -> Element:
    """A feed without entries: `own` is its path, `page` that of what it is about."""
    host, service = host_of(request), context_of(request).brand.service
    root = Element("feed", xmlns=ATOM)
    text(root, "title", f"{service}: {about}")
    text(root, "id", f"{host}{page}")
    text(root, "updated", updated)
    text(SubElement(root, "author"), "name", service)
    SubElement(root, "link", rel="self", href=f"{host}{own}")
    SubElement(root, "link", rel="alternate", type="text/html", href=f"{host}{page}")
    return root


def text(parent: Element, name: str, said: str) -> None:
    """Add an element with that text."""
    SubElement(parent, name).text = clean(said)


def clean(said: str) -> str:
    """The text without what no XML document may hold, however it is written."""
    return NO_XML.sub("", said)


def as_bytes(root: Element) -> bytes:
    """The document in UTF-8."""
    written: bytes = tostring(root, "utf-8", xml_declaration=True)
    return written
