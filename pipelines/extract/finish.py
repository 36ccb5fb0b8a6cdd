"""What happens to every extraction whatever its format: clean, limited, named."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from indexer.analysis.analyser import plain
from pipelines.extract.file import Limits
from pipelines.records import Extraction, Segment

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SAMPLE = 4_000  # characters that show the language
LETTERS = 50  # fewer than these show none
SURE = 0.6  # lists of names and codes are like many languages, and none of them
BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Also the bullets and arrows of symbol fonts, which are nothing without their font.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b\ufeff\ufffe\uffff\ud800-\uf8ff]"
)
# Begun at the first blank alone: a run of n that ends no line took n² steps.
TRAILING = re.compile(r"(?<![^\S\n])[^\S\n]++\n")
BLANK = re.compile(r"\n{3,}")


def clean(text: str) -> str:
    """Text as a segment holds it: NFC, plain quotes, only line feed and tab."""
    text = BREAK.sub("\n", text)
    text = plain(UNSEEN.sub("", text))
    return BLANK.sub("\n\n", TRAILING.sub("\n", text)).strip("\n ")


def finish(extraction: Extraction, limits: Limits) -> Extraction:
    """The extraction with clean text within the limits, a language and its status."""
    segments, left_out = _within(extraction.segments, limits)
    metadata = _metadata(extraction.metadata)
    metadata.setdefault("language", _language(segments))
    extraction = replace(extraction, segments=segments, metadata=metadata)
    extraction = replace(extraction, reason=clean(extraction.reason))
    if left_out and extraction.status in ("ok", "partial"):
        reason = "; ".join(filter(None, (extraction.reason, left_out)))
        return replace(extraction, status="partial", reason=reason)
    if extraction.status == "ok" and not extraction.children and not _text(segments):
        reason = extraction.reason or "no text in the file"
        return replace(extraction, status="empty", reason=reason)
    return extraction


def _metadata(given: Mapping[str, str]) -> dict[str, str]:
    found = {key: " ".join(clean(value).split()) for key, value in given.items()}
    return {key: value for key, value in found.items() if value}


def _within(
    segments: Iterable[Segment], limits: Limits
) -> tuple[tuple[Segment, ...], str]:
    """Clean segments up to the limits, and what was left out in words.

    A page, slide or sheet without text stays, for it is counted; others go.
    """
    kept: list[Segment] = []
    left = limits.characters
    for segment in segments:
        label, text = clean(segment.label), clean(segment.text)
        if not text and segment.number is None:
            continue
        if len(kept) == limits.segments:
            return tuple(kept), f"only the first {limits.segments} segments are kept"
        kept.append(Segment(segment.kind, segment.number, label, text[:left]))
        if len(text) > left:
            reason = f"only the first {limits.characters} characters are kept"
            return tuple(kept), reason
        left -= len(text)
    return tuple(kept), ""


def _text(segments: Iterable[Segment]) -> bool:
    return any(segment.text for segment in segments)


def _language(segments: Iterable[Segment]) -> str:
    """The code of the language the text begins in; ``und`` where it is not sure."""
    sample = ""
    for segment in segments:
        sample += segment.text[:SAMPLE] + "\n"
        if len(sample) >= SAMPLE:
            break
    sample = sample[:SAMPLE]
    if sum(map(str.isalpha, sample)) < LETTERS:
        return "und"
    found = str(_languages().classify(sample)[0])
    return "und" if found == "zxx" else found  # "no language": numbers, keys, markup


@cache
def _languages() -> "LanguageIdentifier":
    # Loaded late: a run with no new file would wait for it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(
        MODEL_FILE, norm_probs=True, min_confidence=SURE
    )
