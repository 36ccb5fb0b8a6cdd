"""Similar Blueprints: found by a weighted query of ours, ordered by their profiles.

The engine finds the Blueprints that share terms or values with the one asked about.
They are ordered by the cosine of the profiles, where the profile asked with leans to
those of its nearest, and by the values they share. What a shared term adds to that
is what is shown of it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from indexer.answering.hits import hit_of
from indexer.engine import Ask, Engine, Row, rounded
from indexer.profile import SUBJECTS, Term
from indexer.query import Fragment, Similar
from indexer.tree import Boost, Constant, Every, Key, Node, Words
from indexer.understanding.lexicon import Lexicon

FIELDS = (*SUBJECTS, "supplier")
TEXT = "body"
CANDIDATES = 50  # found by the engine and compared
NEAREST = 4  # whose profiles the one asked with leans to
LEAN = 0.6  # how much of them is added to it
LEAST = 0.02  # of what all shared terms add, below which one is not shown
VALUE = 0.1  # of one shared value; the same profile has 1

Weights = Mapping[str, float]  # by token


def similar(
    engine: Engine,
    lexicon: Lexicon,
    blueprint: Row,
    filters: tuple[Node, ...],
    size: int,
) -> tuple[Similar, ...]:
    """The Blueprints that share most of the telling terms and facet values."""
    known = {f.name for f in lexicon.schema.keywords}
    fields = [f for f in FIELDS if f in known]
    tree = _candidates(blueprint, fields)
    if tree is None:
        return ()
    ask = Ask("blueprints", tree, filters, limit=max(CANDIDATES, size), whole=True)
    rows = engine.answer([ask])[0].rows
    own = _leaning(_weights(blueprint), [_weights(row) for row in rows])
    found = [_compared(row, blueprint, own, fields, lexicon.written) for row in rows]
    found.sort(key=lambda pair: (-rounded(pair[1].hit.score), pair[0]))
    return tuple(one for _, one in found[:size])


def _candidates(blueprint: Row, fields: Sequence[str]) -> Node | None:
    """What shares a term or a value with it; None if it has neither."""
    values: Mapping[str, list[str]] = blueprint.stored["values"]
    shared: list[Node] = [
        *(
            Boost(Words(TEXT, (token,)), weight)
            for token, _, weight in _terms(blueprint)
        ),
        *(
            Constant(Key(field, (value,)), VALUE)
            for field in fields
            for value in values.get(field, ())
        ),
    ]
    if not shared:
        return None
    itself = Key("id", (blueprint.stored["id"],))
    return Every(should=tuple(shared), without=(itself,), need=1)


def _terms(row: Row) -> Sequence[Term]:
    terms: Sequence[Term] = row.stored.get("profile", ())
    return terms


def _weights(row: Row) -> Weights:
    return {token: weight for token, _, weight in _terms(row)}


def _cosine(one: Weights, other: Weights) -> float:
    return sum(weight * other.get(token, 0.0) for token, weight in one.items())


def _leaning(own: Weights, others: Sequence[Weights]) -> Weights:
    """The profile with a share of its nearest added: what they have in common counts
    more, and terms that it lacks itself count a little.
    """
    nearest = sorted(others, key=lambda o: -rounded(_cosine(own, o)))[:NEAREST]
    leaning = dict(own)
    for other in nearest:
        for token, weight in other.items():
            leaning[token] = leaning.get(token, 0.0) + weight * LEAN / len(nearest)
    return leaning


def _compared(
    row: Row,
    blueprint: Row,
    own: Weights,
    fields: Sequence[str],
    written: Callable[[str], str],
) -> tuple[str, Similar]:
    """The row's id, and how like the Blueprint it is and why."""
    theirs = _weights(row)
    asked: Mapping[str, list[str]] = blueprint.stored["values"]
    values = {
        field: shared
        for field in fields
        if (shared := _shared(asked, row.stored["values"], field))
    }
    score = _cosine(own, theirs) + VALUE * sum(map(len, values.values()))
    parts = [
        (written(word), own[token] * theirs[token])
        for token, word, _ in _terms(blueprint)
        if token in theirs
    ]
    parts.sort(key=lambda part: (-part[1], part[0]))
    whole = sum(part for _, part in parts)
    hit = hit_of(replace(row, score=score), "blueprint", Fragment(row.stored["title"]))
    shares = ((word, round(part / whole, 3)) for word, part in parts)
    terms = tuple((word, share) for word, share in shares if share >= LEAST)
    return row.stored["id"], Similar(hit, terms, values)


def _shared(
    one: Mapping[str, Sequence[str]], other: Mapping[str, Sequence[str]], field: str
) -> tuple[str, ...]:
    return tuple(v for v in one.get(field, ()) if v in other.get(field, ()))
