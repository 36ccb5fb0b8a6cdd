"""The floors, and what falls below them."""

import tomllib
from pathlib import Path

from pipelines.evaluate.measures import measured, totals

FLOORS = tomllib.loads(Path(__file__).with_name("floors.toml").read_text("utf-8"))


def below(run, judged, questions="domain"):
    """The kinds and measures that fall below their floor, with the value.

    `questions` names the table of floors.
    """
    values = measured(run, judged)
    failing = {}
    for kind, floors in FLOORS[questions].items():
        some = {q.id: values[q.id] for q in judged if kind in ("all", q.kind)}
        reached = totals(some)
        for measure, floor in floors.items():
            if reached[measure] < floor:
                failing[kind, measure] = round(reached[measure], 4)
    return failing
