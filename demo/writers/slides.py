"""PPTX by python-pptx: a title slide, a slide a part, speaker notes."""

import io
from functools import cache
from pathlib import Path

import pptx
from pptx.slide import Slide
from pptx.util import Inches, Pt

from demo.paper import LABEL, Paper, Part, Unit, Written, lines, text
from demo.writers.package import settled

TITLE, CONTENT, TITLE_ONLY = 0, 1, 5  # layouts of the default template


def write(paper: Paper) -> Written:
    """The paper as a PPTX; the label stands on each slide."""
    deck = pptx.Presentation(io.BytesIO(_template()))
    first = deck.slides.add_slide(deck.slide_layouts[TITLE])
    first.shapes.title.text = paper.title
    first.placeholders[1].text = f"{paper.organisation}\n{paper.date}\n{LABEL}"
    for part in paper.parts:
        _add(deck, part)
    properties = deck.core_properties
    properties.title, properties.author = paper.title, paper.author
    properties.subject = properties.keywords = properties.comments = LABEL
    properties.last_modified_by = paper.author
    target = io.BytesIO()
    deck.save(target)
    return Written(settled(target.getvalue(), paper.date), units(paper))


def units(paper: Paper) -> tuple[Unit, ...]:
    """A unit a slide, and one for the notes of each that has any."""
    found = [Unit("slide", 1, "slide 1", paper.title)]
    for number, part in enumerate(paper.parts, 2):
        shown = text([part.heading, *lines(part)])
        found.append(Unit("slide", number, f"slide {number}", shown))
        if part.notes:
            label = f"notes of slide {number}"
            found.append(Unit("notes", number, label, part.notes))
    return tuple(found)


@cache
def _template() -> bytes:
    path = Path(pptx.__file__).parent / "templates" / "default.pptx"
    return path.read_bytes()


def _add(deck: "pptx.presentation.Presentation", part: Part) -> None:
    layout = TITLE_ONLY if part.table else CONTENT
    slide = deck.slides.add_slide(deck.slide_layouts[layout])
    slide.shapes.title.text = part.heading
    if part.table:
        _table(slide, part)
    else:
        slide.placeholders[1].text = "\n".join([*part.paragraphs, *part.bullets])
    box = slide.shapes.add_textbox(Inches(0.5), Inches(7.0), Inches(6), Inches(0.4))
    box.text_frame.text = LABEL
    if part.notes:
        slide.notes_slide.notes_text_frame.text = part.notes


def _table(slide: Slide, part: Part) -> None:
    rows = part.table
    frame = slide.shapes.add_table(
        len(rows), len(rows[0]), Inches(0.4), Inches(1.6), Inches(9.2), Inches(5)
    )
    for y, row in enumerate(rows):
        for x, written in enumerate(row):
            cell = frame.table.cell(y, x)
            cell.text = written
            cell.text_frame.paragraphs[0].font.size = Pt(9)
