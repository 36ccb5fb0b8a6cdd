"""Answers as people read them in a terminal, and as programs read them in a pipe."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from rich.text import Text

from indexer.query import Fragment, Hit, PassageHit, Result, Similar
from mappings.load import Mappings
from pipelines.plain import clean

MARK = "bold yellow"
SHOWN_PASSAGES = 2


def answer(result: Result, first: int, view: str) -> Iterator[Text]:
    """The lines of an answer; its hits are counted from `first`."""
    total = result.total
    yield Text(f"{total.blueprints} Blueprints, {total.artefacts} artefacts", "bold")
    for expansion in result.expansions:
        also = ", ".join(expansion.also)
        yield Text(clean(f"also searched for {expansion.written}: {also}"), "dim")
    for notice in result.notices:
        yield Text(clean(notice), "yellow")
    if result.suggestion:
        yield Text(clean(f"did you mean: {result.suggestion}"), "yellow")
    for number, hit in enumerate(result.hits, start=first):
        yield Text()
        yield from (
            _blueprint(number, hit) if view == "blueprints" else _artefact(number, hit)
        )


def like(number: int, found: Similar, mappings: Mappings) -> Iterator[Text]:
    """The lines of a similar Blueprint, with why it is like the other."""
    yield _headline(number, found.hit)
    words = ", ".join(f"{word} {weight:.0%}" for word, weight in found.terms)
    if words:
        yield Text(clean(f"    shared words: {words}"))
    for name, values in found.values.items():
        field = mappings.schema.field(name)
        taxonomy = mappings.taxonomies.get(field.taxonomy or "")
        labels = [taxonomy.label_of(v) if taxonomy else v for v in values]
        yield Text(clean(f"    {field.label}: {', '.join(labels)}"))


def plain_answer(result: Result) -> dict[str, Any]:
    """An answer as plain data."""
    return {
        "total": asdict(result.total),
        "results": [plain_hit(hit) for hit in result.hits],
        "expansions": [asdict(e) for e in result.expansions],
        "notices": list(result.notices),
        "suggestion": result.suggestion,
        "generation": result.generation,
    }


def plain_hit(hit: Hit) -> dict[str, Any]:
    """A hit as plain data: a marked text is a text with (start, end) ranges."""
    found = asdict(hit)
    if hit.kind == "artefact":
        del found["artefacts"], found["matching_artefacts"]
    return found


def row_of(hit: Hit, fields: tuple[str, ...]) -> Mapping[str, str]:
    """A hit as a row of a table: several values of a field are parted by "; "."""
    stored = hit.stored
    return {
        "id": hit.id,
        "blueprint": hit.blueprint,
        "title": hit.title.text,
        "published": hit.published,
        "path": str(stored.get("path", stored.get("folder", ""))),
        "status": str(stored.get("status", "")),
        **{f: "; ".join(hit.values.get(f, ())) for f in fields},
    }


def _blueprint(number: int, hit: Hit) -> Iterator[Text]:
    yield _headline(number, hit)
    inside, of = hit.matching_artefacts, hit.stored.get("artefacts", 0)
    yield Text(f"    {inside} of {of} artefacts match", "dim")
    for artefact in hit.artefacts:
        yield from _places(artefact)


def _artefact(number: int, hit: Hit) -> Iterator[Text]:
    yield _headline(number, hit)
    yield from _places(hit)


def _headline(number: int, hit: Hit) -> Text:
    head = Text(f"{number:>2}. ").append_text(marked(hit.title, "bold"))
    return head.append(clean(f"  {hit.published}  {hit.id}"), "dim")


def _places(hit: Hit) -> Iterator[Text]:
    name = clean(str(hit.stored.get("path") or hit.stored.get("name") or hit.id))
    if not hit.passages:
        yield Text("    ").append(name, "cyan")
    for passage in hit.passages[:SHOWN_PASSAGES]:
        where = Text("    ").append(name, "cyan").append(", ")
        yield where.append(place(passage), "green")
        yield Text("      ").append_text(marked(passage.fragment))


def place(passage: PassageHit) -> str:
    """Where a passage stands, as people say it."""
    label = clean(passage.label)
    if passage.kind in ("sheet", "section") and label:
        return f"{passage.kind} {label.removeprefix('sheet ')}"
    if label:
        return label
    number = "" if passage.number is None else f" {passage.number}"
    return f"{passage.kind}{number}"


def marked(fragment: Fragment, style: str = "") -> Text:
    """The text of a fragment with its marks in colour."""
    text = Text(clean(fragment.text), style)
    for start, end in fragment.marks:
        text.stylize(MARK, start, end)
    return text


def ended(totals: Mapping[str, Any]) -> Iterator[str]:
    """What a run came to, what was not understood, and what to do next."""
    parts = ", ".join(
        f"{totals[name]} {name}" for name in ("indexed", "partial", "failed", "skipped")
    )
    yield f"{totals['found']} files found: {parts}"
    built = "a new index is live" if totals["built"] else "nothing changed"
    yield (
        f"{totals['parsed']} files were read, {totals['deleted']} are gone;"
        f" {built} after {totals['seconds']:.1f} s"
    )
    if totals["failed"] or totals["partial"]:
        yield "see which and why: blueprints failures"
    if totals["problems"]:
        yield (
            f"{len(totals['problems'])} things in the metadata were not understood:"
            " blueprints failures --metadata"
        )
    yield 'next: blueprints search "discharge summary", or blueprints serve'


def state(found: Mapping[str, Any]) -> Iterator[Text]:
    """The lines of a status."""
    run, files = found["run"], found["files"]
    if run is None:
        yield Text("nothing was ingested yet; run: blueprints ingest FOLDER")
        return
    yield Text(clean(f"library     {run['library']}"))
    finished = run["finished"] or "not finished: the same ingest goes on"
    yield Text(clean(f"last run    {run['run']}, {run['started']} to {finished}"))
    for name in ("found", "indexed", "partial", "failed", "skipped", "pending"):
        if name != "pending" or files[name]:
            style = "red" if name == "failed" and files[name] else ""
            yield Text(f"{name:<12}{files[name]}", style)
    yield Text(clean(f"index       {found['generation'] or 'none'}"))
    problems = found.get("problems") or ()
    yield Text(f"metadata    {len(problems)} things not understood")
