"""A seeded library for whole queries, larger than one page of anything."""

import random
from dataclasses import replace

from indexer.documents import Document, Passage
from indexer.query import MISSING, Query, Selection

WORDS = (
    "ward nurse training discharge summary record patient electronic clinic theatre"
    " hazard safety workflow rollout cutover benefits supplier pathway referral triage"
    " pharmacy prescribing barcode imaging pathology maternity virtual monitoring robot"
    " process automation interface message standard network governance consent audit"
).split()
RARE = [
    f"{a}{b}"
    for a in ("harrow", "stour", "green", "black")
    for b in ("ton", "ford", "mere", "well")
]
TERMS = ("epr", "epma", "rpa")
SETTINGS = ("acute", "mental-health")
FACETS = {"technology": TERMS, "care_setting": SETTINGS}
MARKS = ("EPR", "EHR", "electronic patient record", "DCB0129", "dm+d", "SCR")


def documents(seed, blueprints=40):
    """Blueprints of up to nine artefacts; texts, values and dates may be absent."""
    rng = random.Random(seed)
    found = []
    for number in range(blueprints):
        id_ = f"b{number:04}"
        inside = [_artefact(rng, id_, n) for n in range(rng.randint(1, 9))]
        found += [_blueprint(rng, id_, inside), *inside]
    return found


def sentence(rng, most):
    words = rng.choices(
        WORDS, [1 / (i + 1) for i in range(len(WORDS))], k=rng.randint(0, most)
    )
    if words and rng.random() < 0.3:
        words[rng.randrange(len(words))] = rng.choice((*MARKS, *RARE))
    return " ".join(words)


def _values(rng, blueprint):
    values = {
        f: tuple(sorted(rng.sample(v, rng.randrange(len(v) + 1))))
        for f, v in FACETS.items()
    }
    state = rng.choice(("published",) * 9 + ("withdrawn",))
    return {k: v for k, v in values.items() if v} | {
        "blueprint": (blueprint,),
        "state": (state,),
    }


def _artefact(rng, blueprint, n):
    id_ = f"{blueprint}-a{n}"
    segments = [sentence(rng, 60) for _ in range(rng.randrange(4))]
    passages = tuple(
        Passage(id_, i, i, "page", i + 1, f"page {i + 1}", 0, text)
        for i, text in enumerate(segments)
    )
    text = {
        "title": sentence(rng, 5),
        "name": rng.choice(("", "plan.docx")),
        "headings": "",
        "body": "\n".join(segments),
    }
    audience = rng.choice((("everyone",),) * 5 + (("staff",),))
    return Document(
        "artefact",
        id_,
        blueprint,
        text["title"],
        text,
        _values(rng, blueprint),
        _date(rng),
        audience,
        {"path": f"{n}.docx"},
        (),
        passages,
    )


def _blueprint(rng, id_, artefacts):
    text = {
        "title": sentence(rng, 6),
        "name": "",
        "headings": "",
        "body": "\n".join(a.text["body"] for a in artefacts),
    }
    return Document(
        "blueprint",
        id_,
        id_,
        text["title"],
        text,
        _values(rng, id_),
        _date(rng),
        ("everyone",),
        {"folder": id_},
    )


def _date(rng):
    return rng.choice(("", "2019-01-01", "2021-06-30", "2024-02-29"))


def query(rng):
    """A question as a person, or a program, may ask it."""
    return Query(
        view=rng.choice(("artefacts", "blueprints")),
        text=" ".join(_part(rng) for _ in range(rng.randrange(4))),
        selections=tuple(_selection(rng, f) for f in FACETS if rng.random() < 0.3),
        audience=rng.choice((("everyone",), ("everyone", "staff"))),
        sort=rng.choice(("relevance", "relevance", "-published", "published", "title")),
        page=rng.choice((1, 1, 1, 2, 5)),
        size=rng.choice((0, 1, 10, 10, 25)),
        synonyms=rng.random() < 0.8,
    )


def _part(rng):
    word = rng.choice((*WORDS[:20], *RARE, *MARKS[:2], "scr", "nowhere"))
    kind = rng.randrange(9)
    if kind == 0:
        return f'"{rng.choice(WORDS[:6])} {rng.choice(WORDS[:6])}"'
    if kind == 1:
        return f"{word[:3]}*"
    if kind == 2:
        return f"-{rng.choice(WORDS)}"
    if kind == 3:
        return f"{word} OR {rng.choice(WORDS)}"
    if kind == 4:
        return f"title:{word}"
    if kind == 5 and len(word) > 4:
        return word[:2] + word[3] + word[2] + word[4:]
    return word


def _selection(rng, field):
    values = (*FACETS[field], MISSING)
    chosen = tuple(rng.sample(values, 2))
    return (
        Selection(field, chosen)
        if rng.random() < 0.6
        else Selection(field, (), chosen[:1])
    )


def smaller(question):
    """Questions that ask for a little less, to find the smallest that still differs."""
    words = question.text.split()
    for at in range(len(words)):
        yield replace(question, text=" ".join(words[:at] + words[at + 1 :]))
    for at in range(len(question.selections)):
        some = question.selections
        yield replace(question, selections=some[:at] + some[at + 1 :])
    for field, value in (("page", 1), ("sort", "relevance"), ("synonyms", False)):
        if getattr(question, field) != value:
            yield replace(question, **{field: value})
