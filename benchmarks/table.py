"""A row of the table: what was compared, the figures, the ratio, the bar."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Line:
    """`figure` is a ratio or a size; `bar` what it may be at most, None if untold."""

    what: str
    measured: str
    figure: float
    bar: float | None

    @property
    def verdict(self) -> str:
        """Whether the bar is kept."""
        if self.bar is None:
            return ""
        return "kept" if self.figure <= self.bar else "missed"


def table(lines: Iterable[Line]) -> str:
    """The rows as a Markdown table."""
    rows = [
        f"| {line.what} | {line.measured} | {line.figure:.2f} |"
        f" {'' if line.bar is None else f'{line.bar:g}'} | {line.verdict} |"
        for line in lines
    ]
    head = ["| what | measured | figure | at most | |", "|---|---|---|---|---|"]
    return "\n".join([*head, *rows])


def paired(
    one: Callable[[], object], other: Callable[[], object], rounds: int
) -> tuple[float, float, float]:
    """Median seconds of both, called in turn, and the median of their ratios."""
    times = []
    for _ in range(rounds):
        begun = perf_counter()
        one()
        between = perf_counter()
        other()
        times.append((between - begun, perf_counter() - between))
    return (
        median(a for a, _ in times),
        median(b for _, b in times),
        median(a / b for a, b in times),
    )
