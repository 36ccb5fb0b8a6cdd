"""Runs, files and settings as people read them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rich.filesize import decimal
from rich.text import Text

from indexer.wording import counted, number
from pipelines.command.answers import Lines, place
from pipelines.command.knobs import Knob
from pipelines.command.terminal import clean
from pipelines.records import Record
from pipelines.storage.ledger import OUTCOMES


def ended(totals: Mapping[str, Any]) -> Iterator[str]:
    """What a run came to, what was not understood, and what to do next."""
    parts = ", ".join(f"{number(totals[name])} {name}" for name in OUTCOMES)
    yield f"{counted(totals['found'], 'file')} found: {parts}"
    built = "a new index is live" if totals["built"] else "the index stays as it is"
    yield (
        f"{counted(totals['parsed'], 'file')} read, {number(totals['deleted'])} gone;"
        f" {built}, after {totals['seconds']:.1f} s"
    )
    if totals["deleted"]:
        yield (
            "the text of what is gone is kept to roll back to;"
            " to remove it: blueprints purge"
        )
    if totals["failed"] or totals["partial"]:
        yield "which files and why: blueprints failures"
    if totals["unread"]:
        yield (
            f"{counted(totals['unread'], 'file or folder', 'files or folders')} could"
            " not be reached and left the index until the next ingest; see them:"
            " blueprints failures --skipped"
        )
    if totals["problems"]:
        yield (
            f"not understood in the metadata: {len(totals['problems'])};"
            " see them: blueprints failures --metadata"
        )
    yield 'next: blueprints search "discharge summary", or: blueprints serve'


def purged(found: Mapping[str, Any]) -> Iterator[str]:
    """What a purge took away or would, what stays, and what it cannot reach."""
    dry = found["dry_run"]
    parts = {
        "records": f"{counted(found['records'], 'record')} of files that were read",
        "packed": f"{counted(found['packed'], 'file')} from inside archives and mails",
        "generations": counted(
            found["generations"], "earlier index", "earlier indexes"
        ),
        "names": f"{counted(found['names'], 'name')} in the history",
        "labels": f"{counted(found['labels'], 'label')} that people gave",
    }
    some = [f"  {part}" for name, part in parts.items() if found[name]]
    did = "would remove" if dry else "removed"
    where = f"library {found['library']}, as it was found at {found['at']}"
    if some:
        yield f"{did} what is not in {where}: {decimal(found['bytes'])}"
        yield from some
    else:
        yield f"nothing was kept of what is not in {where}"
    if found["built"]:
        yield f"the index {'would be' if dry else 'was'} made anew for it"
    if found["labels_kept"]:
        kept = counted(found["labels_kept"], "label")
        yield f"what people said of it is kept, {kept}; to remove that too: --labels"
    for other in found["sharing"]:
        yield (
            f"the record store is shared with {other['data']} on {other['host']}, id"
            f" {other['id']}, last there {other['at']}:"
            f" {counted(other['alone'], 'object')} kept for it alone"
        )
    yield "not looked at: backups, snapshots, exports and logs, which are yours"
    if not dry:
        yield "nothing to roll back to is left, until the index next changes"


def state(found: Mapping[str, Any]) -> Lines:
    """The last run, the files by outcome, the live index."""
    run, files = found["run"], found["files"]
    if run is None:
        yield Text("nothing was ingested yet; run: blueprints ingest FOLDER")
        return
    goes_on = run["holder"] and f"now: {run['holder']}"
    left = "not finished, the same command goes on"
    finished = run["finished"] or goes_on or left
    yield _entry("library", run["library"])
    yield _entry("last run", f"{run['run']}, from {run['started']} to {finished}")
    for name in ("found", *OUTCOMES):
        bad = name == "failed" and files[name]
        yield _entry(name, str(files[name]), "red" if bad else "")
    if files["pending"]:
        yield _entry("pending", str(files["pending"]), "red")
    live = found["generation"]
    yield _entry("index", live or ("not known" if found["fault"] else "none"))
    # As after a rollback: what is told of files and metadata is not of that index.
    last = (run["totals"] or {}).get("generation", live)
    other = f" by the last run, which made {last}" if live and live != last else ""
    yield _entry("metadata", f"{len(found['problems'])} not understood{other}")


def failed(rows: Iterable[Mapping[str, Any]]) -> Lines:
    """Files with the reason why they were not read, or only in part, or skipped."""
    for row in rows:
        line = Text(clean(row["path"]))
        said = ", ".join(filter(None, (row["status"], row["reason"])))
        yield line.append(clean(f": {said}"), "red")


def problems(rows: Iterable[Mapping[str, Any]]) -> Lines:
    """What was not understood in the metadata, and where it stands."""
    for row in rows:
        where = row["source"] + (f" row {row['row']}" if row["row"] else "")
        column = f", {row['column']}" if row["column"] else ""
        line = Text(clean(f"{where}{column}: "))
        value = f"{row['value']!r} " if row["value"] else ""
        yield line.append(clean(f"{value}{row['detail']}"), "yellow")


def record(found: Record) -> Lines:
    """The text of a file, each segment under a heading."""
    reason = f", {found.reason}" if found.reason else ""
    yield _entry("type", found.media_type)
    yield _entry("status", found.status + reason)
    yield _entry("read by", found.extractor)
    for name, value in found.metadata.items():
        yield _entry(name, value)
    for member in found.members:
        yield _entry("contains", f"{member.name}, {member.size} bytes")
    for segment in found.segments:
        yield Text()
        where = place(segment.kind, segment.number, segment.label)
        yield Text(f"--- {where}", "bold")
        yield from (Text(clean(line)) for line in segment.text.split("\n"))


def plain_record(found: Record) -> dict[str, Any]:
    """What was read of a file as plain data; files inside by name and size."""
    return {
        "media_type": found.media_type,
        "status": found.status,
        "reason": found.reason,
        "extractor": found.extractor,
        "metadata": dict(found.metadata),
        "segments": [
            {"kind": s.kind, "number": s.number, "label": s.label, "text": s.text}
            for s in found.segments
        ],
        "members": [{"name": m.name, "size": m.size} for m in found.members],
    }


def knob(found: Knob) -> Lines:
    """One setting."""
    line = Text(found.name, "bold").append(clean(f" = {found.value or '(empty)'}"))
    yield line.append(clean(f"  from {found.source}"), "dim")
    default = f" Default: {found.default}." if found.default else ""
    yield Text(clean(f"    {found.description}{default}"))


def _entry(name: str, value: str, style: str = "") -> Text:
    return Text(clean(f"{name:<10} {value}"), style)
