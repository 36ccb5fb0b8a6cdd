"""The verb `evaluate labels`: how right the labels are that the rules give."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from indexer.documents import Document
from mappings.load import Mappings, load_mappings
from pipelines.accounting import is_demonstration
from pipelines.assemble import KEPT, bundles, records
from pipelines.catalogue import read_catalogue
from pipelines.evaluate.labels import (
    Figures,
    Known,
    figures,
    half_of,
    known_of_demo,
    known_of_table,
    misplaced,
)
from pipelines.exits import WrongUseError
from pipelines.knobs import read_settings
from pipelines.ledger import Ledger
from pipelines.places import local_path
from pipelines.store import RecordStore
from pipelines.terminal import data, show
from settings import Settings

HALVES = ("building", "apart")


def labels(
    known: Annotated[
        Path | None,
        typer.Option(
            metavar="TABLE",
            help="CSV of folder, path and ids by field; else what the"
            " demonstration library says of itself.",
        ),
    ] = None,
    half: Annotated[
        str, typer.Option(help="Only the documents dealt to: building, apart.")
    ] = "",
    alone: Annotated[
        bool, typer.Option("--alone", help="The rules, without what people gave.")
    ] = False,
    errors: Annotated[
        bool, typer.Option("--errors", help="What went wrong, by kind.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """How right the labels are of the library that was ingested last.

    Made anew from what was read, and compared with what people know of each file.
    """
    if half not in ("", *HALVES):
        raise WrongUseError(f"--half is {half!r}, not one of {', '.join(HALVES)}")
    settings = read_settings()
    mappings = load_mappings(settings.mappings)
    library = ingested(settings)
    right = _known(known, library, mappings)
    right = {k: v for k, v in right.items() if half in ("", half_of(*k))}
    documents, texts = labelled(settings, mappings, library, right, alone)
    found = figures(right, documents)
    report: dict[str, Any] = {
        "library": library,
        "documents": len(right),
        "misplaced": misplaced(documents, texts),
        "fields": {name: f.told(errors) for name, f in found.items()},
    }
    if as_json:
        data(report)
    else:
        show(_lines(report, found, errors))


def ingested(settings: Settings) -> str:
    """The library of the last run; WrongUseError if there was none."""
    path = settings.data / "ledger.db"
    last = Ledger(path, write=False).last_run() if path.is_file() else None
    if last is None:
        raise WrongUseError("nothing was ingested yet; run `blueprints ingest`")
    return str(last["library"])


def labelled(
    settings: Settings, mappings: Mappings, library: str, known: Known, alone: bool
) -> tuple[list[Document], dict[str, list[str]]]:
    """The documents of Blueprints that something is known of; texts by artefact.

    Without what people gave where the rules are to be seen alone.
    """
    # Loaded late: the language library takes a second that other verbs must not take.
    enrich = import_module("pipelines.enrich")
    store = RecordStore(str(settings.data / "records"))
    ledger = Ledger(settings.data / "ledger.db", write=False)
    rows = [r for r in ledger.rows() if r.outcome in KEPT]
    shared = enrich.shared_text(records(rows, store, []))
    folders = {folder for folder, _ in known}
    catalogue = read_catalogue(library, mappings, sorted(folders))
    given = {} if alone else catalogue.by_folder
    enricher = enrich.Enricher(mappings, settings.spacy_pipeline)
    some = [r for r in rows if r.folder in folders]
    documents: list[Document] = []
    texts: dict[str, list[str]] = {}
    for bundle in bundles(some, given, store):
        documents += enricher.documents(bundle, shared)
        texts |= {a.id: [s.text for s in a.record.segments] for a in bundle.artefacts}
    return documents, texts


def _known(table: Path | None, library: str, mappings: Mappings) -> Known:
    if table:
        return known_of_table(table, mappings)
    if not is_demonstration(library):
        raise WrongUseError(
            f"{library} does not say what is right in it; name a table with --known"
        )
    return known_of_demo(local_path(library), mappings)


def _lines(
    report: Mapping[str, Any], found: Mapping[str, Figures], errors: bool
) -> Iterator[str]:
    yield f"{report['library']}: {report['documents']} documents known"
    yield (
        f"{'field':<15}{'precision':>10}{'recall':>8}{'F1':>7}{'says':>7}"
        f"{'high':>7}{'first 2':>9}"
    )
    for name, f in found.items():
        yield (
            f"{name:<15}{f.precision:>10.3f}{f.recall:>8.3f}{f.f1:>7.3f}"
            f"{f.says:>7.2f}{f.precision_of('high'):>7.2f}{f.first_two:>9.2f}"
        )
    yield f"evidence not where it says: {report['misplaced']}"
    if errors:
        for name, f in found.items():
            yield f"{name}:"
            yield from (f"{count:>6}  {what}" for what, count in f.errors.most_common())
