"""The text fields of documents: what artefacts and Blueprints are searched by."""

from collections.abc import Iterable

from pipelines.bundle import Artefact, Metadata
from pipelines.enrich.artefacts import Profile
from pipelines.enrich.duplicates import SharedText, copy_of
from pipelines.enrich.paths import file_name, written_name

BODY = 2_000_000  # characters of a Blueprint's text
HEADINGS = 20_000  # characters of headings


def headings(artefact: Artefact) -> str:
    """The labels of sections and sheets, a line each."""
    labels = (
        s.label for s in artefact.record.segments if s.kind in ("section", "sheet")
    )
    return listed(dict.fromkeys(labels))


def listed(names: Iterable[str]) -> str:
    """Headings, a line each, as far as there is room for them."""
    return _bounded(names, HEADINGS)


def body(artefact: Artefact) -> str:
    """The text of all segments, each under its heading where its text lacks it; last
    the file's name where it was flattened, so that the whole of it is found too.
    """
    parts = []
    for segment in artefact.record.segments:
        labelled = segment.kind in ("section", "sheet")
        if labelled and segment.label not in segment.text[: len(segment.label) + 20]:
            parts.append(segment.label)
        parts.append(segment.text)
    if "__" in (name := written_name(artefact.path)):
        parts.append(name)
    return "\n".join(parts)


def blueprint_body(
    metadata: Metadata, profiles: Iterable[Profile], shared: SharedText
) -> str:
    """The summary and the texts of all artefacts, the core first, copies once; before
    them what the files are called, for people who look for one.
    """
    order = {"core": 0, "summary": 1, "annex": 2, "artefact": 3}
    texts = {
        copy_of(p.artefact, shared): p.artefact
        for p in sorted(profiles, key=lambda p: order[p.role], reverse=True)
    }
    bodies = (body(a) for a in reversed(texts.values()))
    called = "\n".join(file_name(p.artefact.path) for p in profiles)
    return _bounded((called, metadata.summary, *bodies), BODY)


def _bounded(texts: Iterable[str], most: int) -> str:
    """The texts a line each, cut where they become longer than that."""
    parts: list[str] = []
    left = most
    for text in texts:
        if text and left > 0:
            parts.append(text[:left])
            left -= len(text) + 1
    return "\n".join(parts)
