"""Answers of the index as people read them, and as programs do."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from math import ceil
from typing import Any
from urllib.parse import quote, urlencode

from rich.text import Text

from indexer.documents import Evidence
from indexer.query import Fragment, Hit, Opened, PassageHit, Query, Result, Similar
from indexer.understanding.lexicon import Lexicon, Written
from indexer.wording import counted
from mappings.load import Mappings
from mappings.schema import Schema
from pipelines.command.terminal import clean

MARK = "bold yellow"
UNITS = {"blueprints": "Blueprint", "artefacts": "artefact"}
Lines = Iterator[Text]


def answer(result: Result, query: Query, schema: Schema) -> Lines:
    """The answer to a query; its hits are counted over all pages."""
    both = (counted(getattr(result.total, v), unit) for v, unit in UNITS.items())
    yield Text(", ".join(both), "bold")
    pages = ceil(getattr(result.total, query.view) / (query.size or 1))
    if query.size and 0 < pages < query.page:
        there = f"there {'is' if pages == 1 else 'are'} {counted(pages, 'page')}"
        yield Text(f"page {query.page} is past the end: {there}", "yellow")
    for expansion in result.expansions:
        also = ", ".join(expansion.also)
        yield Text(clean(f"also searched for {expansion.written}: {also}"), "dim")
    for notice in result.notices:
        yield Text(clean(notice), "yellow")
    if result.suggestion:
        yield Text(clean(f"did you mean: {result.suggestion}"), "yellow")
    for named in result.named:
        view = named.query.view
        having = counted(getattr(named.total, view), UNITS[view])
        asked = f"--facet {named.field}={named.value}"
        label = f"{schema.field(named.field).label}: {named.label}"
        yield Text(clean(f"labelled {label} ({having}), {asked}"), "dim")
    for count in filter(None, result.ways):
        more = counted(count, UNITS[query.view])
        yield Text(f"without --facet and --exclude: {more}", "dim")
    first = (query.page - 1) * query.size + 1
    for number, hit in enumerate(result.hits, start=first):
        yield Text()
        yield _headline(number, hit)
        if hit.kind == "blueprint":
            held = counted(hit.stored.get("artefacts", 0), "artefact")
            if query.text and (n := hit.matching_artefacts):
                held = f"{n} of {held} {'matches' if n == 1 else 'match'}"
            yield Text(f"    {held}", "dim")
        for artefact in hit.artefacts or (hit,):
            yield from _places(artefact)


def similar(found: Iterable[Similar], mappings: Mappings) -> Lines:
    """Similar Blueprints, each with why it is like the other."""
    for number, one in enumerate(found, start=1):
        yield _headline(number, one.hit)
        words = ", ".join(f"{word} {share:.0%}" for word, share in one.terms)
        if words:
            yield Text(clean(f"    words: {words}"))
        for name, values in one.values.items():
            field = mappings.schema.field(name)
            taxonomy = mappings.taxonomies.get(field.taxonomy or "")
            labels = [taxonomy.label_of(v) if taxonomy else v for v in values]
            yield Text(clean(f"    {field.label.lower()}: {', '.join(labels)}"))


def marked(fragment: Fragment, style: str = "") -> Text:
    """The text of a fragment with its marks in colour."""
    text = Text(clean(fragment.text), style)
    for start, end in fragment.marks:
        text.stylize(MARK, start, end)
    return text


def place(kind: str, number: int | None, label: str) -> str:
    """Where something stands in a file, as people say it."""
    written = clean(label)
    if not written:
        return kind if number is None else f"{kind} {number}"
    own = kind in ("sheet", "section") and not written.lower().startswith(kind)
    return f"{kind} {written}" if own else written


def plain_answer(result: Result) -> dict[str, Any]:
    """An answer as plain data."""
    return {
        "total": asdict(result.total),
        "results": [plain_hit(hit) for hit in result.hits],
        "expansions": [asdict(e) for e in result.expansions],
        "notices": list(result.notices),
        "suggestion": result.suggestion,
        "named": [
            {"field": n.field, "value": n.value, "label": n.label, **asdict(n.total)}
            for n in result.named
        ],
        "generation": result.generation,
    }


def plain_hit(hit: Hit) -> dict[str, Any]:
    """A hit as plain data: a marked text is a text with (start, end) ranges."""
    found = asdict(hit)
    if hit.kind == "artefact":
        del found["artefacts"], found["matching_artefacts"]
    return found


def plain_similar(similar: Similar) -> dict[str, Any]:
    """A similar Blueprint as plain data."""
    return {
        "id": similar.hit.id,
        "title": similar.hit.title.text,
        "published": similar.hit.published,
        "terms": [{"word": w, "share": s} for w, s in similar.terms],
        "values": dict(similar.values),
    }


# The columns of a hit, before its facets, and those of a reason for a value.
HIT = ("kind", "id", "title", "published", "path", "in_blueprint")
REASON = (
    *("kind", "id", "title", "field", "value", "label"),
    *(name for name in Evidence._fields if name not in ("field", "value")),
    "opens",
)


def row_of(hit: Hit, facets: Iterable[str]) -> dict[str, Any]:
    """A hit as a row of a table: several values of a facet are parted by "; "."""
    stored = hit.stored
    return {
        "kind": hit.kind,
        "id": hit.id,
        "title": hit.title.text,
        "published": hit.published,
        "path": stored.get("path") or stored.get("folder", ""),
        "in_blueprint": hit.blueprint,
        **{facet: "; ".join(hit.values.get(facet, ())) for facet in facets},
    }


def reasons(
    opened: Opened, lexicon: Lexicon, written: Written
) -> Iterator[dict[str, Any]]:
    """Why a document has its values, a row each; `written` has the labels of those that
    no list has.

    A suggestion has its phrase with its place, segment and characters counted from 0,
    and `opens`: the address on the server where it stands, marked.
    """
    for one in opened.evidence:
        taxonomy = lexicon.taxonomy(one.field)
        named = taxonomy.label_of(one.value) if taxonomy else one.value
        found = one._asdict()
        del found["field"], found["value"]
        asked = urlencode({"q": f'"{one.phrase}"', "segment": str(one.segment)})
        at = f"/artefacts/{quote(one.artefact, safe='')}?{asked}"
        yield {
            "kind": opened.kind,
            "id": opened.id,
            "title": opened.title,
            "field": one.field,
            "value": one.value,
            "label": written.get(one.field, {}).get(one.value, named),
            **found,
            "opens": "" if one.segment is None else f"{at}#segment-{one.segment}",
        }


def _headline(number: int, hit: Hit) -> Text:
    head = Text(f"{number:>2}. ").append_text(marked(hit.title, "bold"))
    return head.append(clean(f"  {hit.published}  {hit.id}"), "dim")


def _places(hit: Hit) -> Lines:
    if hit.kind == "blueprint":
        return
    name = clean(str(hit.stored.get("path") or hit.stored.get("name") or hit.id))
    if not hit.passages:
        yield Text("    ").append(name, "cyan")
    for passage in hit.passages:
        yield _where(name, passage)
        yield Text("      ").append_text(marked(passage.fragment))


def _where(name: str, passage: PassageHit) -> Text:
    found = place(passage.kind, passage.number, passage.label)
    return Text("    ").append(name, "cyan").append(", ").append(found, "green")
