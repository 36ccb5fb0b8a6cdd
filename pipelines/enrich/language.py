"""Language: of an artefact's text, by its first few thousand characters."""

from collections.abc import Iterable

import py3langid

from pipelines.records import Segment

READ = 600  # characters
LETTERS = 50  # fewer say nothing
PLAIN = 0.15  # share of the words below from which a text is English without a model
_ENGLISH = frozenset("and are for in is of that the this to was with".split())


def language(segments: Iterable[Segment]) -> str:
    """The ISO 639-1 code of the text's language, empty where there is too little."""
    head = ""
    for segment in segments:
        head += segment.text[: READ - len(head)] + " "
        if len(head) >= READ:
            break
    if sum(map(str.isalpha, head)) < LETTERS:
        return ""
    words = head.lower().split()
    if sum(map(_ENGLISH.__contains__, words)) >= PLAIN * len(words):
        return "en"
    return str(py3langid.classify(head)[0])
