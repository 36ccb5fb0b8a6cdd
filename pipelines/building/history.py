"""What changed in each Blueprint from one build of the index to the next."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from indexer.documents import EVERYONE, Document
from indexer.judgements.standing import judged_fields
from mappings.load import Mappings
from mappings.schema import Schema
from pipelines.storage.database import told
from pipelines.storage.ledger import Row

FILE = "history.db"  # its name in the data folder
WAY_OUT = "move it away: what changed before is lost, nothing else is"
KEPT = 50  # entries of a Blueprint
SHOWN = 10  # of them that its document has
MARK = 16  # characters of a digest that tell two contents apart
FILES, LABELS = ("added", "removed", "changed"), ("gained", "lost")
LISTS = (*FILES, *LABELS)  # those of an entry
MOST = 100  # paths or labels that a list of an entry names; the rest is counted
TABLES = """
CREATE TABLE IF NOT EXISTS states (blueprint TEXT PRIMARY KEY, state TEXT);
CREATE TABLE IF NOT EXISTS entries (
  id INTEGER PRIMARY KEY, blueprint TEXT, entry TEXT
);
CREATE INDEX IF NOT EXISTS entries_by_blueprint ON entries (blueprint);
"""

Label = tuple[str, str]  # field, value
Entry = Mapping[str, Any]
Spare = Callable[[str, Entry], Entry | None]  # what is left of one of a Blueprint


@dataclass(frozen=True, slots=True)
class State:
    """A Blueprint at one moment: its files, each with a mark of its bytes; labels.

    `audience` may see it, with all its files.
    """

    files: Mapping[str, str]
    labels: tuple[Label, ...]
    audience: tuple[str, ...] = (EVERYONE,)


NOTHING = State({}, ())


class History:
    """The states of the last build and the entries before it, in one SQLite file.

    Raises LedgerError if the file cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def states(self) -> dict[str, State]:
        """Each Blueprint as the last build had it."""
        rows = self._read("SELECT blueprint, state FROM states")
        with self._errors():
            return {blueprint: _state(json.loads(state)) for blueprint, state in rows}

    def entries(self, blueprint: str = "") -> dict[str, list[Entry]]:
        """The entries by Blueprint, or of that one, the newest first."""
        rows = self._read(
            "SELECT blueprint, entry FROM entries WHERE ? IN ('', blueprint)"
            " ORDER BY id DESC",
            blueprint,
        )
        found: dict[str, list[Entry]] = {}
        with self._errors():
            for name, entry in rows:
                found.setdefault(name, []).append(json.loads(entry))
        return found

    def write(self, now: Mapping[str, State], new: Mapping[str, Entry]) -> None:
        """Keep the states of a build and what was new in it; nothing if neither is."""
        if self.states() == dict(now) and not new:
            return
        with self._errors(), closing(sqlite3.connect(self.path)) as db, db:
            db.executescript(TABLES)
            db.execute("DELETE FROM states")
            db.executemany(
                "INSERT INTO states VALUES (?, ?)",
                [(name, json.dumps(asdict(state))) for name, state in now.items()],
            )
            for name, entry in new.items():
                db.execute(
                    "INSERT INTO entries (blueprint, entry) VALUES (?, ?)",
                    (name, json.dumps(entry)),
                )
                db.execute(
                    "DELETE FROM entries WHERE blueprint = ? AND id NOT IN (SELECT id"
                    " FROM entries WHERE blueprint = ? ORDER BY id DESC LIMIT ?)",
                    (name, name, KEPT),
                )

    def naming(self, spare: Spare) -> int:
        """How many files and labels `clean` would take out of the entries."""
        told = ((n, e) for n, some in self.entries().items() for e in some)
        return sum(_named(entry) - _named(spare(name, entry)) for name, entry in told)

    def clean(self, spare: Spare) -> None:
        """Keep of each entry what `spare` returns, and no byte of what it does not."""
        rows = self._read("SELECT id, blueprint, entry FROM entries")
        if not self.path.exists():
            return
        with self._errors(), closing(sqlite3.connect(self.path)) as db:
            with db:
                for id_, name, entry in rows:
                    left = spare(name, json.loads(entry))
                    if left is None:
                        db.execute("DELETE FROM entries WHERE id = ?", (id_,))
                    else:
                        written = json.dumps(left)
                        db.execute(
                            "UPDATE entries SET entry = ? WHERE id = ?", (written, id_)
                        )
            db.execute("VACUUM")  # free pages hold what was deleted from them

    def _read(self, question: str, *values: str) -> list[tuple[Any, ...]]:
        # Empty where the disk was full when it was made: nothing is in it yet.
        if not self.path.exists() or not self.path.stat().st_size:
            return []
        with self._errors(), closing(sqlite3.connect(self.path)) as db:
            return list(db.execute(question, values))

    def _errors(self) -> AbstractContextManager[None]:
        return told(f"history {self.path}", WAY_OUT)


def states_of(
    rows: Iterable[Row], documents: Iterable[Document], schema: Schema
) -> dict[str, State]:
    """Each Blueprint as this build has it: the files kept, the values people judge."""
    fields = [f.name for f in judged_fields(schema)]
    files: dict[str, dict[str, str]] = {}
    for row in rows:
        mark = row.digest[:MARK] or row.stamp
        files.setdefault(row.blueprint, {})[row.inner] = mark
    return {
        d.id: State(
            files.get(d.id, {}),
            tuple((f, v) for f in fields for v in sorted(d.values.get(f, ()))),
            tuple(d.audience),
        )
        for d in documents
        if d.kind == "blueprint"
    }


def changes(
    before: Mapping[str, State], now: Mapping[str, State], date: str
) -> dict[str, Entry]:
    """An entry for each Blueprint that came, went or changed.

    An entry has its `date`, and of files `added`, `removed`, `changed` (paths), of
    labels `gained` and `lost`. `first` is true where the Blueprint is new: its labels
    are no change then. What is beyond a hundred of a kind is counted in `cut`.
    `audience` are those who might see it both before and after: what a Blueprint held
    while it was closed is not told when it is opened.
    """
    found = {}
    for name in sorted({*before, *now}):
        old, new = before.get(name, NOTHING), now.get(name, NOTHING)
        if (old.files, old.labels) != (new.files, new.labels):
            found[name] = _entry(old, new, date, first=name not in before)
    return found


def with_history(
    documents: Iterable[Document],
    new: Mapping[str, Entry],
    earlier: Mapping[str, list[Entry]],
    spare: Spare | None = None,
) -> list[Document]:
    """The documents, each Blueprint with its last entries, the newest first: whole, or
    what `spare` leaves of them.
    """
    found = []
    for document in documents:
        if document.kind == "blueprint":
            left = _told(document.id, new, earlier)[:SHOWN]
            if spare:
                left = [one for e in left if (one := spare(document.id, e))]
            if left:
                stored = {**document.stored, "history": left}
                document = replace(document, stored=stored)
        found.append(document)
    return found


def sparing(now: Mapping[str, State], mappings: Mappings) -> Spare:
    """What keeps of an entry only what may be known when all that is gone is purged.

    That is files of `now`, and labels that a Blueprint has now or that are in a list;
    the others are counted in `cut`. Of a Blueprint that is gone nothing is kept.
    """
    lists = {
        f.name: mappings.taxonomies[f.taxonomy or ""].by_id
        for f in judged_fields(mappings.schema)
    }
    held = {label for state in now.values() for label in state.labels}

    def lasts(field: str, value: str) -> bool:
        return value in lists.get(field, ()) or (field, value) in held

    def spare(name: str, entry: Entry) -> Entry | None:
        if name not in now:
            return None
        kept = {
            what: [path for path in entry[what] if path in now[name].files]
            for what in FILES
        }
        kept |= {
            what: [one for one in entry[what] if lasts(one["field"], one["value"])]
            for what in LABELS
        }
        gone = sum(len(entry[what]) - len(some) for what, some in kept.items())
        return {**entry, **kept, "cut": entry["cut"] + gone}

    return spare


def _named(entry: Entry | None) -> int:
    return sum(len(entry[what]) for what in LISTS) if entry else 0


def _told(
    name: str, new: Mapping[str, Entry], earlier: Mapping[str, list[Entry]]
) -> list[Entry]:
    return [*([new[name]] if name in new else ()), *earlier.get(name, ())]


def _entry(old: State, new: State, date: str, *, first: bool) -> Entry:
    had, has = set(old.labels), set(new.labels)
    both = old.files.keys() & new.files.keys()
    lists: dict[str, list[Any]] = {
        "added": sorted(new.files.keys() - old.files.keys()),
        "removed": sorted(old.files.keys() - new.files.keys()),
        "changed": sorted(p for p in both if old.files[p] != new.files[p]),
        "gained": [] if first else _labels(has - had),
        "lost": _labels(had - has),
    }
    cut = sum(max(0, len(some) - MOST) for some in lists.values())
    kept = {name: some[:MOST] for name, some in lists.items()}
    return {
        "date": date,
        "first": first,
        **kept,
        "cut": cut,
        "audience": _of_both(old.audience, new.audience),
    }


def _of_both(one: tuple[str, ...], other: tuple[str, ...]) -> list[str]:
    """The audiences that belong to both; everyone stands for all."""
    if EVERYONE in one:
        return sorted(other)
    return sorted(one if EVERYONE in other else set(one) & set(other))


def _labels(labels: Iterable[Label]) -> list[dict[str, str]]:
    return [{"field": field, "value": value} for field, value in sorted(labels)]


def _state(told: Mapping[str, Any]) -> State:
    labels = tuple((field, value) for field, value in told["labels"])
    # Nobody is known to have seen what was written before audiences were.
    return State(told["files"], labels, tuple(told.get("audience", ())))
