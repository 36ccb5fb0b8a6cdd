"""The progress of a run: a bar on a terminal, a plain line a second in a pipe."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.filesize import decimal
from rich.progress import (
    BarColumn,
    DownloadColumn,
    ProgressColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.progress import Progress as Bars

from pipelines.command.terminal import say
from pipelines.progress import (
    Discovered,
    Done,
    Enriched,
    Event,
    Notice,
    Progress,
    Stage,
)

NARROW = 16  # characters of a bar: all of the line fits into 80
EVERY = 1.0  # seconds between two plain lines
# The first file takes as long as a process to start: what is left is told after so
# many seconds, or so large a part of the bytes.
SETTLED, PART = 10.0, 0.05
STAGES = {
    "discover": "looking for files",
    "read": "reading",
    "enrich": "making documents",
    "index": "writing the index",
}


@dataclass(slots=True)
class Tally:
    """What has been told so far; sizes in bytes."""

    stage: str = ""
    files: int = 0
    bytes: int = 0
    to_read: int = 0
    bytes_to_read: int = 0
    blueprints: int = 0
    enriched: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    began: float = field(default_factory=time.monotonic)

    def take(self, event: Event) -> None:
        """Count an event in."""
        match event:
            case Discovered():
                self.to_read, self.bytes_to_read = event.to_read, event.bytes_to_read
            case Stage():
                self.stage, self.began = event.name, time.monotonic()
            case Enriched():
                self.enriched, self.blueprints = event.done, event.blueprints
            case Done():
                self.outcomes[event.outcome] += 1
                if not event.member:
                    self.files += 1
                    self.bytes += event.size

    @property
    def line(self) -> str:
        """How far it is, in words."""
        if self.stage == "enrich" and self.blueprints:
            return f"making documents: {self.enriched}/{self.blueprints} Blueprints"
        if self.stage != "read":
            return STAGES[self.stage]
        return (
            f"reading: {self.files}/{self.to_read} files,"
            f" {decimal(self.bytes)} of {decimal(self.bytes_to_read)}"
            f"{self._pace()}{self.trouble}"
        )

    @property
    def trouble(self) -> str:
        """How many were read in part or not at all, empty if none."""
        some = [(n, self.outcomes[n]) for n in ("partial", "failed")]
        return "".join(f", {count} {name}" for name, count in some if count)

    def _pace(self) -> str:
        seconds = time.monotonic() - self.began
        early = seconds < SETTLED and self.bytes < PART * self.bytes_to_read
        if seconds < EVERY or not self.bytes or early:
            return ""
        rate = self.bytes / seconds
        left = max(0, self.bytes_to_read - self.bytes) / rate
        return f", {decimal(int(rate))}/s, {_span(left)} left"


def _span(seconds: float) -> str:
    """A time to wait as people say it: 40 s, 3 min, 2 h 5 min."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


@contextmanager
def drawn(console: Console) -> Iterator[Progress]:
    """A listener that draws on the console until the run ends."""
    if console.is_terminal:
        with _bars(console) as progress:
            yield progress
    else:
        yield _lines(console)


def _told(console: Console, event: Event) -> None:
    """What stays on the screen: notices, and each file that failed."""
    if isinstance(event, Notice):
        say(event.text, "yellow", console)
    elif isinstance(event, Done) and event.outcome == "failed":
        why = f"{event.status}, {event.reason}"
        say(f"failed: {event.path}: {why}", "red", console)


def _lines(console: Console) -> Progress:
    tally = Tally()
    last, shown = "", 0.0

    def tell(event: Event) -> None:
        nonlocal last, shown
        tally.take(event)
        _told(console, event)
        now = time.monotonic()
        begins = isinstance(event, Stage) and event.name != "read"
        complete = tally.stage == "read" and tally.files == tally.to_read
        due = now - shown >= EVERY or begins or complete
        if tally.stage and due and tally.line != last:
            last, shown = tally.line, now
            say(tally.line, console=console)

    return tell


@contextmanager
def _bars(console: Console) -> Iterator[Progress]:
    """A bar for each stage, which goes when the next begins."""
    tally = Tally()
    with ExitStack() as shown:
        bar: tuple[Bars, TaskID] | None = None

        def tell(event: Event) -> None:
            nonlocal bar
            tally.take(event)
            _told(console, event)
            if isinstance(event, Stage):
                shown.close()
                bars = shown.enter_context(_bar(console, tally.stage))
                total = tally.bytes_to_read if tally.stage == "read" else None
                bar = bars, bars.add_task(STAGES[tally.stage], total=total, note="")
            elif bar:
                _advance(*bar, tally)

        yield tell


def _bar(console: Console, stage: str) -> Bars:
    columns: list[ProgressColumn] = [
        TextColumn("{task.description}"),
        BarColumn(NARROW),
        TextColumn("{task.fields[note]}"),
    ]
    if stage == "read":
        columns += [DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn()]
    return Bars(*columns, console=console, transient=True)


def _advance(bar: Bars, task: TaskID, tally: Tally) -> None:
    if tally.stage == "read":
        note = f"{tally.files}/{tally.to_read} files{tally.trouble}"
        bar.update(task, completed=tally.bytes, note=note)
    elif tally.stage == "enrich":
        note = f"{tally.enriched}/{tally.blueprints} Blueprints"
        bar.update(task, completed=tally.enriched, total=tally.blueprints, note=note)
