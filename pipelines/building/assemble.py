"""From the ledger and the record store to bundles, and what they were made of."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path

from indexer.analysis.analyser import VERSION
from pipelines.bundle import Artefact, Bundle, Metadata
from pipelines.ids import artefact_id
from pipelines.library import METADATA
from pipelines.records import Record
from pipelines.storage.ledger import KEPT, Row
from pipelines.storage.store import RecordStore, member_name

# Where documents are made; that runs lie there, too, costs a build too many.
RULES = (
    "mappings",
    "indexer",
    "indexer.analysis",
    "indexer.understanding",
    "pipelines",
    "pipelines.building",
    "pipelines.catalogue",
    "pipelines.enrich",
)


def records(rows: Iterable[Row], store: RecordStore) -> dict[Row, Record]:
    """The record of each row that has one, in the order of the rows."""
    found = ((row, store.of(row)) for row in rows)
    return {row: record for row, record in found if record}


def bundles(
    records: dict[Row, Record], metadata: Mapping[str, Metadata]
) -> Iterator[Bundle]:
    """A bundle for each folder, its artefacts in the order of their paths.

    Records are taken out: a large library holds its texts once, here or in documents.
    """
    ordered = sorted(records, key=lambda r: (r.folder, r.path))
    for folder, inside in groupby(ordered, key=lambda r: r.folder):
        some = list(inside)
        artefacts = [
            Artefact(
                row.id,
                row.inner,
                member_name(row.digest) if row.parent else row.uri,
                records.pop(row),
                _parent(row),
                row.modified,
            )
            for row in some
        ]
        said = metadata.get(folder, Metadata())
        yield Bundle(some[0].blueprint, folder, tuple(artefacts), said)


def _parent(row: Row) -> str | None:
    if row.parent is None:
        return None
    return artefact_id(row.blueprint, row.parent.removeprefix(f"{row.folder}/"))


@dataclass(frozen=True, slots=True)
class Basis:
    """What an index is made of beside the files.

    `store` is the URL of the record store, `spacy` the name of the trained pipeline;
    `mappings` and `words` are the digests of the mappings and of people's word.
    """

    library: str
    store: str
    spacy: str
    mappings: str
    words: str


def fingerprint(rows: Iterable[Row], basis: Basis) -> str:
    """A digest of all that the index is made of: the same means nothing to do."""
    facts = [
        [*astuple(basis), VERSION, _rules()],
        *(
            [r.path, r.stamp]
            if r.reason == METADATA
            else [r.path, r.id, r.uri, r.digest, r.extractor, r.status, r.modified]
            for r in rows
            if r.reason == METADATA or r.outcome in KEPT
        ),
    ]
    return hashlib.sha256(json.dumps(facts).encode("utf-8", "replace")).hexdigest()


def _rules() -> str:
    """A digest of the source of what makes documents.

    Its own version would have to be imported, and its language library with it: that
    takes longer than all the rest of a run with nothing to do.
    """
    digest = hashlib.sha256()
    for room in RULES:
        spec = find_spec(room)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            for path in sorted(Path(folder).glob("*.py")):
                digest.update(path.read_bytes())
    return digest.hexdigest()
