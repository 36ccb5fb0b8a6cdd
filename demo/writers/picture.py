"""Pictures: PNG and JPEG with a few drawn lines and the label."""

import io
import textwrap
from collections.abc import Sequence

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from demo.paper import LABEL, Paper, Written, lines

SIZE = (600, 600)


def png(paper: Paper) -> Written:
    """The paper's first lines as a PNG; nothing in it can be searched."""
    return Written(drawn(_texts(paper), "PNG"), ())


def jpg(paper: Paper) -> Written:
    """The paper's first lines as a JPEG; nothing in it can be searched."""
    return Written(drawn(_texts(paper), "JPEG"), ())


def drawn(texts: Sequence[str], format: str) -> bytes:
    """A picture of these texts, in ``PNG`` or ``JPEG``."""
    image = Image.new("L", SIZE, 250)
    draw = ImageDraw.Draw(image)
    wrapped = [line for written in texts for line in textwrap.wrap(written, 90)]
    for number, line in enumerate([LABEL, "", *wrapped][:38]):
        draw.text((20, 15 + 15 * number), _plain(line), fill=30)
    target = io.BytesIO()
    if format == "PNG":
        described = PngInfo()
        described.add_text("Description", LABEL)
        image.save(target, "PNG", pnginfo=described)
    else:
        image.save(target, "JPEG", quality=60, comment=LABEL.encode())
    return target.getvalue()


def _texts(paper: Paper) -> list[str]:
    return [paper.title, *(line for part in paper.parts for line in lines(part))]


def _plain(written: str) -> str:
    """Letters that the built-in bitmap font has."""
    return written.encode("latin-1", "replace").decode("latin-1")
