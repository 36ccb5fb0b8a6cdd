"""A seeded corpus and seeded random asks over it."""

import json
import random

from indexer.analysis.analyser import FILLER
from indexer.engine import Ask, Entry, Part
from indexer.tree import (
    All,
    Best,
    Boost,
    Constant,
    Every,
    Has,
    Key,
    Nothing,
    Words,
)

TEXTS = ("title", "body")
KEYS = ("technology", "setting")
PART = Part("artefacts", TEXTS, KEYS)
VOCABULARY = [f"w{i}" for i in range(60)]
WEIGHTS = [1 / (i + 1) for i in range(60)]
SORTS = ("relevance", "relevance", "-published", "published", "title")


def entries(seed, count=240, parents=30):
    """Entries in ord order; some with an empty text or without a value or a date."""
    rng = random.Random(seed)

    def text(most):
        length = rng.choice((0, 1, 3, most // 4, most // 2, most))
        return " ".join(rng.choices(VOCABULARY, WEIGHTS, k=length)) or FILLER

    titles = list(range(count))
    rng.shuffle(titles)
    return [
        Entry(
            id=f"d{i:04}",
            order=f"d{i:04}",
            parent=f"b{rng.randrange(parents)}",
            texts={"title": text(8), "body": text(300)},
            keys={
                "technology": rng.sample(
                    ("epr", "epma", "rpa", "a:b c", 'q"\\'), rng.randrange(4)
                ),
                "setting": rng.sample(("acute", "community"), rng.randrange(2)),
            },
            published_on=rng.choice((None, 20190101, 20210630, 20240229)),
            by_title=f"{titles[i]:04}",
            title_ord=titles[i],
            card=json.dumps({"id": f"d{i:04}"}),
            rest="{}",
        )
        for i in range(count)
    ]


def ask(rng, collection="artefacts"):
    """A random ask."""
    page = {
        "offset": rng.choice((0, 0, 0, 5, 40)),
        "limit": rng.choice((0, 1, 10, 25)),
    }
    return Ask(
        collection,
        node(rng, 3),
        tuple(filter_(rng) for _ in range(rng.randrange(2))),
        rng.choice(SORTS),
        count=rng.choice(((), KEYS)),
        parents=rng.random() < 0.5,
        **rng.choice((page, page, {"each": rng.choice((1, 3))})),
    )


def node(rng, depth):
    """A random scored node."""
    if depth == 0 or rng.random() < 0.3:
        return words(rng)
    inner = [node(rng, depth - 1) for _ in range(rng.randint(1, 3))]
    kind = rng.randrange(8)
    if kind == 0:
        return rng.choice((All(), All(), Nothing()))
    if kind == 1:
        return Constant(inner[0], rng.choice((0.5, 1.0, 2.0)))
    if kind == 2:
        return Boost(inner[0], rng.choice((0.3, 1.0, 2.5)))
    if kind <= 4:
        return Best(tuple(inner), rng.choice((0.0, 0.2)))
    return Every(
        must=tuple(inner[:1]) if rng.random() < 0.5 else (),
        should=tuple(inner[1:]),
        filters=tuple(filter_(rng) for _ in range(rng.randrange(2))),
        without=tuple(words(rng) for _ in range(rng.randrange(2))),
        need=rng.randrange(3),
    )


def words(rng):
    """One token, or a phrase, some of a word that no document has."""
    length = rng.choice((1, 1, 1, 2, 3))
    tokens = rng.choices([*VOCABULARY, "nowhere"], [*WEIGHTS, 0.02], k=length)
    return Words(rng.choice(TEXTS), tuple(tokens))


def filter_(rng):
    """A filter by value, by presence, by absence, by any of some words."""
    field = rng.choice(KEYS)
    has = Has(field)
    values = tuple(rng.sample(("epr", "epma", "acute", "a:b c", 'q"\\', "none"), 2))
    begun = Key(rng.choice(TEXTS), tuple(rng.sample(VOCABULARY, 20)))
    return rng.choice((Key(field, values), has, Every(without=(has,)), begun))
