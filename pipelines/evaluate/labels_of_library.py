"""The labels that the rules give to a library, and what people know of it."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from indexer.documents import Document
from mappings.load import Mappings, load_mappings
from pipelines.building.accounting import is_demonstration
from pipelines.building.assemble import bundles, records
from pipelines.catalogue import read_catalogue
from pipelines.enrich import Enricher, shared_text
from pipelines.errors import WrongUseError
from pipelines.evaluate.labels import (
    Figures,
    Known,
    figures,
    known_of_demo,
    known_of_table,
    misplaced,
)
from pipelines.storage.ledger import FILE, KEPT, Ledger, Row
from pipelines.storage.store import RecordStore
from pipelines.urls import local_path
from settings import Settings


@dataclass(frozen=True, slots=True)
class Labelled:
    """How right the labels of a library are, by field."""

    library: str
    documents: int  # that something is known of
    misplaced: int  # pieces of evidence that do not stand where they say
    figures: Mapping[str, Figures]


def labelled(settings: Settings, table: Path | None, alone: bool) -> Labelled:
    """The labels of the library ingested last beside what people know.

    Known is what `table` says, else what the demonstration library says of itself.
    `alone` leaves out what people gave. Raises WrongUseError where nothing was
    ingested, or nothing is known.
    """
    mappings = load_mappings(settings.mappings)
    library, rows = ingested(settings)
    known = known_of(table, library, mappings)
    store = RecordStore(settings.record_store)
    read = records(rows, store)
    shared = shared_text((row.blueprint, record) for row, record in read.items())
    folders = {folder for folder, _ in known}
    catalogue = read_catalogue(library, mappings, sorted(folders))
    given = {} if alone else catalogue.by_folder
    enricher = Enricher(mappings, settings.spacy_pipeline)
    documents: list[Document] = []
    texts: dict[str, list[str]] = {}
    judged = {row: record for row, record in read.items() if row.folder in folders}
    for bundle in bundles(judged, given):
        documents += enricher.documents(bundle, shared)
        texts |= {a.id: [s.text for s in a.record.segments] for a in bundle.artefacts}
    return Labelled(
        library, len(known), misplaced(documents, texts), figures(known, documents)
    )


def ingested(settings: Settings) -> tuple[str, list[Row]]:
    """The library of the last run, and its artefacts; WrongUseError without a run."""
    path = settings.data / FILE
    if path.is_file():
        with closing(Ledger(path, write=False)) as ledger:
            if last := ledger.last_run():
                return str(last["library"]), ledger.rows(KEPT)
    raise WrongUseError("nothing was ingested yet; run `blueprints ingest`")


def known_of(table: Path | None, library: str, mappings: Mappings) -> Known:
    """What a table says, else what the demonstration library says of itself."""
    if table:
        return known_of_table(table, mappings)
    if not is_demonstration(library):
        raise WrongUseError(
            f"{library} does not say what is right in it; name a table with --known"
        )
    return known_of_demo(local_path(library), mappings)
