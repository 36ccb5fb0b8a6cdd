"""From a document to what an engine keeps of it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import orjson

from indexer.analysis.analyser import Analyser
from indexer.analysis.vocabulary import Vocabulary
from indexer.documents import Document, Passage
from indexer.engine import Entry
from indexer.profile import Spread, profile

PASSAGE_TEXT = "text"
TITLE = 1_000  # characters of a title that decide about its place
# Keys of every document beside those of the schema.
AUDIENCE, PARENT, ARTEFACT = "audience", "parent", "artefact"
STATUS = "status"  # how an artefact was read
HOLDER = "holder"  # the artefact that it is packed or embedded in
PASSAGE_KEYS = (ARTEFACT, PARENT, AUDIENCE)
# What a hit in a list needs; the rest of `stored` is read when a document is opened.
CARD = (
    "name path location size status reason media_type format role summary folder"
    " artefacts state link parent media pages labels same copies also_in"
).split()


def entries(
    documents: Sequence[Document],
    texts: Sequence[str],
    analyser: Analyser,
    vocabulary: Vocabulary,
    makers: frozenset[str],
) -> Iterator[Entry]:
    """An entry for each document, in the order given, which is that of their ids.

    The tokens of the names of `makers` are in no profile.
    """
    by_title = sorted(documents, key=lambda d: (_title(d), d.id))
    titles = {d.id: i for i, d in enumerate(by_title)}

    def analysed(document: Document) -> dict[str, str]:
        return {name: analyser.joined(document.text.get(name, "")) for name in texts}

    # The profile of one Blueprint needs the tokens of all: they are kept.
    profiled = {d.id: analysed(d) for d in documents if d.kind == "blueprint"}
    counts = {id_: Counter(_tokens(tokens)) for id_, tokens in profiled.items()}
    spread = Spread.of(counts.values())
    for document in documents:
        tokens = profiled.get(document.id) or analysed(document)
        extra: dict[str, Any] = {}
        if document.id in counts:
            extra["profile"] = profile(counts[document.id], spread, vocabulary, makers)
        yield _entry(document, titles[document.id], tokens, extra)


def _title(document: Document) -> str:
    return document.title.casefold()[:TITLE]


def _tokens(texts: Mapping[str, str]) -> Iterator[str]:
    """The tokens of all fields; the filler of an empty one is in no vocabulary."""
    return chain.from_iterable(map(str.split, texts.values()))


def passages(artefacts: Sequence[Document], analyser: Analyser) -> Iterator[Entry]:
    """An entry for each passage of the artefacts, in their order."""
    found = ((d, p) for d in artefacts for p in d.passages)
    for i, (document, passage) in enumerate(found):
        yield Entry(
            id=f"{passage.artefact}:{passage.ordinal}",
            order=f"{passage.artefact}:{passage.ordinal:09}",
            parent=document.blueprint,
            texts={PASSAGE_TEXT: analyser.joined(passage.text)},
            keys={
                ARTEFACT: [document.id],
                PARENT: [document.blueprint],
                AUDIENCE: document.audience,
            },
            published_on=None,
            by_title="",
            title_ord=i,
            card=_json(_passage(passage)),
            rest="{}",
        )


def _passage(passage: Passage) -> dict[str, Any]:
    return {
        "artefact": passage.artefact,
        "ordinal": passage.ordinal,
        "segment": passage.segment,
        "kind": passage.kind,
        "number": passage.number,
        "label": passage.label,
        "text": passage.text,
    }


def _entry(
    document: Document,
    title_ord: int,
    tokens: Mapping[str, str],
    extra: Mapping[str, Any],
) -> Entry:
    card = {
        "id": document.id,
        "blueprint": document.blueprint,
        "title": document.title,
        "published": document.published,
        "values": document.values,
        "stored": {k: document.stored[k] for k in CARD if k in document.stored},
    }
    rest = {
        "audience": document.audience,
        "more": {k: v for k, v in document.stored.items() if k not in CARD},
        "evidence": list(map(tuple, document.evidence)),
        **extra,
    }
    date = document.published.replace("-", "")
    return Entry(
        id=document.id,
        order=document.id,
        parent=document.blueprint,
        texts=tokens,
        keys={
            **document.values,
            AUDIENCE: document.audience,
            PARENT: (document.blueprint,),
            STATUS: tuple(filter(None, [document.stored.get("status")])),
            HOLDER: tuple(filter(None, [document.stored.get("parent")])),
        },
        published_on=int(date) if len(date) == 8 else None,
        by_title=_title(document),
        title_ord=title_ord,
        card=_json(card),
        rest=_json(rest),
    )


def _json(plain: Mapping[str, Any]) -> str:
    return orjson.dumps(plain).decode()
