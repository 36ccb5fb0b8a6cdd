"""What changed in the library since the ledger last saw it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.errors import LibraryError
from pipelines.ids import artefact_id, blueprint_ids
from pipelines.library import METADATA, Entry, Skipped, Source
from pipelines.storage.ledger import KEPT, Row, outermost

MOST, MANY = 0.5, 10  # share and number of Blueprints that no library loses at once


@dataclass(frozen=True, slots=True)
class Changes:
    """Rows to write, of which the pending are to be read, and paths that are gone.

    `deleted` counts what left: files, and what was packed inside them.
    """

    rows: tuple[Row, ...]
    gone: tuple[str, ...]
    deleted: int

    @property
    def pending(self) -> tuple[Row, ...]:
        """The rows that must be read."""
        return tuple(r for r in self.rows if r.outcome == "pending")


def compare(
    found: Iterable[Entry],
    before: Iterable[Row],
    extractors: Callable[[str], Collection[str]],
    *,
    fresh: bool = False,
    retry: bool = False,
) -> Changes:
    """What must be done to bring the ledger to what was found.

    `extractors` says which may have read a file whose name ends so. With `fresh`
    everything is read again, with `retry` what failed.
    """
    entries = list(found)
    known = {row.path: row for row in before}
    ids = blueprint_ids(e.blueprint_folder for e in entries if isinstance(e, Source))
    now = {row.path: row for row in _rows(entries, ids)}
    # What holds a member that another extractor leads on now, or that was damaged, is
    # walked again; not for one that is skipped for good, which has no extractor.
    stale = {
        outermost(row, known).path
        for row in known.values()
        if row.parent
        and (not row.digest or _outgrown(row.extractor, extractors(row.suffix)))
    }
    gone = [p for p, r in known.items() if not r.parent and p not in now]
    changed = {
        path: row
        for path, row in now.items()
        if fresh
        or path in stale
        or _differs(row, known.get(path), extractors, retry=retry)
    }
    left = _inside(gone, known)
    # What is inside an archive stays until that was read again.
    moved = _moved(known, {*left, *changed}, ids, now)
    return Changes(
        (*changed.values(), *moved),
        tuple(gone),
        sum(known[p].outcome != "skipped" for p in left),
    )


def behind(
    found: Iterable[Entry],
    before: Iterable[Row],
    extractors: Callable[[str], Collection[str]],
) -> list[str]:
    """The paths of which the ledger has something that the library no longer has."""
    rows = list(before)
    known = {row.path: row for row in rows}
    changes = compare(found, rows, extractors)
    again = (r.path for r in changes.rows if r.outcome in ("pending", "skipped"))
    changed = (p for p in again if p in known and _tells(known[p]))
    return sorted({*changes.gone, *changed})


def check(
    library: str, found: Iterable[Entry], known: Iterable[Row], *, fresh: bool
) -> None:
    """Refuse what can only be a mistake, before anything is deleted for it."""
    entries = list(found)
    if any(isinstance(e, Source) for e in entries):
        return
    if not fresh and any(map(_held, known)):
        raise LibraryError(
            f"library {library!r} holds no file of any Blueprint, but did in the last"
            " run; if that is meant, ingest it with --fresh"
        )
    if not entries and not fresh:
        raise LibraryError(
            f"library {library!r} is empty; each folder in it is to be a Blueprint"
        )
    loose = sum("/" not in e.path for e in entries)
    if loose:
        raise LibraryError(
            f"library {library!r} holds files, {loose} in all, but no folder with any:"
            " each folder in it is a Blueprint; did you mean"
            f" {str(Path(library).parent)!r}?"
        )


def check_lost(
    library: str, found: Iterable[Entry], known: Iterable[Row], *, fresh: bool
) -> None:
    """Refuse a library without most Blueprints that it had in its last run.

    A part of it that is not mounted is more likely than so much work thrown away.
    """
    had = {r.folder for r in known if _held(r)}
    lost = had - {e.blueprint_folder for e in found if isinstance(e, Source)}
    if not fresh and len(lost) >= MANY and len(lost) > MOST * len(had):
        raise LibraryError(
            f"library {library!r} has lost {len(lost)} of {len(had)} Blueprints since"
            f" the last run, {min(lost)!r} among them; if that is meant, ingest it with"
            " --fresh"
        )


def _rows(found: Iterable[Entry], ids: Mapping[str, str]) -> Iterator[Row]:
    for entry in found:
        if isinstance(entry, Skipped):
            folder = entry.path.partition("/")[0] if "/" in entry.path else ""
            yield Row(
                entry.path,
                folder,
                uri=entry.uri,
                size=entry.size,
                stamp=entry.stamp,
                outcome="skipped",
                reason=entry.reason,
            )
        else:
            blueprint = ids[entry.blueprint_folder]
            yield Row(
                entry.key,
                entry.blueprint_folder,
                blueprint,
                artefact_id(blueprint, entry.path),
                uri=entry.uri,
                size=entry.size,
                stamp=entry.stamp,
                modified=entry.modified,
            )


def _differs(
    now: Row,
    before: Row | None,
    extractors: Callable[[str], Collection[str]],
    *,
    retry: bool,
) -> bool:
    """Whether a path must be written anew, and read unless it is skipped."""
    if before is None or before.stamp != now.stamp or before.outcome == "pending":
        return True
    if now.outcome == "skipped":
        told = (now.outcome, now.reason, now.uri)
        return told != (before.outcome, before.reason, before.uri)
    if before.outcome == "skipped":
        return True
    if _outgrown(before.extractor, extractors(now.suffix)):
        return True
    return retry and before.outcome == "failed"


def _outgrown(extractor: str, good: Collection[str]) -> bool:
    """Whether an extractor read a file, and it is none of the good ones now."""
    return extractor != "" and extractor not in good


def _held(row: Row) -> bool:
    """Whether the library had a file there that is an artefact, be it read yet or not:
    after an interrupted run most may still be to read.
    """
    return row.outcome != "skipped"


def _tells(row: Row) -> bool:
    """Whether more than its name was taken from a file into the index."""
    return row.outcome in KEPT or row.reason == METADATA


def _inside(paths: Iterable[str], known: Mapping[str, Row]) -> set[str]:
    """The paths, and those of all that is packed inside them."""
    left = set(paths)
    for path, row in known.items():
        if row.parent and outermost(row, known).path in left:
            left.add(path)
    return left


def _moved(
    known: Mapping[str, Row],
    written: set[str],
    ids: Mapping[str, str],
    now: Mapping[str, Row],
) -> list[Row]:
    """Rows that stay as they are but for their Blueprint's id or their place."""
    moved = []
    for path, row in known.items():
        if path in written or not row.id:
            continue
        blueprint = ids.get(row.folder, row.blueprint)
        uri = now[path].uri if path in now else row.uri
        if (blueprint, uri) != (row.blueprint, row.uri):
            id_ = artefact_id(blueprint, row.inner)
            moved.append(replace(row, blueprint=blueprint, id=id_, uri=uri))
    return moved
