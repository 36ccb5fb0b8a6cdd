"""Similar Blueprints: a weighted query of ours, with the reasons it found them by."""

from collections.abc import Mapping
from typing import Any

from indexer.engine import Ask, Engine, Row
from indexer.query import Fragment, Hit, Similar
from indexer.tree import Boost, Constant, Every, Key, Node, Words
from mappings.schema import Schema

FIELDS = ("technology", "care_setting", "pillar", "supplier", "project_type")
VALUE_SCORE = 0.5  # of one shared facet value; the best term weighs at most its idf
ENOUGH = 0.2  # of the terms must be there
TEXT = "body"


def similar(
    engine: Engine,
    schema: Schema,
    blueprint: Row,
    filters: tuple[Node, ...],
    size: int,
) -> tuple[Similar, ...]:
    """The Blueprints that share most of the telling terms and facet values."""
    profile: list[tuple[str, str, float]] = blueprint.stored.get("profile", [])
    known = {f.name for f in schema.keywords}
    fields = [f for f in FIELDS if f in known]
    terms = tuple(Boost(Words(TEXT, (token,)), w) for token, _, w in profile)
    own: Mapping[str, list[str]] = blueprint.stored["values"]
    shared = tuple(
        Constant(Key(field, (value,)), VALUE_SCORE)
        for field in fields
        for value in own.get(field, ())
    )
    if not terms and not shared:
        return ()
    tree = Every(
        must=(Every(should=terms, need=max(1, round(len(terms) * ENOUGH))),)
        if terms
        else (),
        should=shared,
        without=(Key("id", (blueprint.stored["id"],)),),
        need=0 if terms else 1,
    )
    rows = engine.answer([Ask("blueprints", tree, filters, limit=size)])[0].rows
    having = _having(engine, profile, rows)
    return tuple(_similar(row, profile, having, own, fields) for row in rows)


def _having(
    engine: Engine, profile: list[tuple[str, str, float]], rows: tuple[Row, ...]
) -> dict[str, set[str]]:
    """Which of the rows have each term."""
    ids = tuple(row.stored["id"] for row in rows)
    if not ids:
        return {}
    asks = [
        Ask("blueprints", Words(TEXT, (token,)), (Key("id", ids),), limit=len(ids))
        for token, _, _ in profile
    ]
    return {
        token: {row.stored["id"] for row in found.rows}
        for (token, _, _), found in zip(profile, engine.answer(asks), strict=True)
    }


def _similar(
    row: Row,
    profile: list[tuple[str, str, float]],
    having: Mapping[str, set[str]],
    own: Mapping[str, list[str]],
    fields: list[str],
) -> Similar:
    hit = hit_of(row, "blueprint", Fragment(row.stored["title"]))
    terms = [(word, w) for token, word, w in profile if hit.id in having[token]]
    weight = sum(w for _, w in terms) or 1.0
    values = {
        field: tuple(v for v in own.get(field, ()) if v in hit.values.get(field, ()))
        for field in fields
    }
    return Similar(
        hit,
        tuple((word, round(w / weight, 3)) for word, w in terms),
        {field: shared for field, shared in values.items() if shared},
    )


def hit_of(row: Row, kind: str, title: Fragment, **more: Any) -> Hit:
    """A row as a hit."""
    stored = row.stored
    return Hit(
        "artefact" if kind == "artefact" else "blueprint",
        stored["id"],
        stored["blueprint"],
        round(row.score, 6),
        title,
        stored["published"],
        stored["values"],
        stored["stored"],
        **more,
    )
