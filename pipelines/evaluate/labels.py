"""Labels: how right the facet values are, against values that people know."""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from indexer.documents import Band, Document
from mappings.load import Mappings
from mappings.taxonomy import fold
from pipelines.building.accounting import TRUTH
from pipelines.errors import WrongUseError

OF_BLUEPRINTS = ("technology", "care_setting", "pillar", "supplier")
NONE = "not stated"

Known = Mapping[tuple[str, str], Mapping[str, frozenset[str]]]
"""By folder and path inside it (empty for the Blueprint itself) the ids by field."""


@dataclass(slots=True)
class Figures:
    """Counts of a field: values right, wrong and missed, and what went wrong."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    documents: int = 0
    exact: int = 0  # documents with the very values they should have
    said: int = 0  # documents with a value
    leading: int = 0  # right values among the first two suggested, whatever their band
    bands: Counter[tuple[Band, bool]] = field(default_factory=Counter)  # and if right
    errors: Counter[str] = field(default_factory=Counter)

    @property
    def precision(self) -> float:
        """Share of the values found that are right; 1 where none was found."""
        found = self.right + self.wrong
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """Share of the right values that were found; 1 where there are none."""
        known = self.right + self.missed
        return self.right / known if known else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def says(self) -> float:
        """Share of the documents with a value; 0 of none."""
        return self.said / self.documents if self.documents else 0.0

    @property
    def first_two(self) -> float:
        """Share of the right values among a document's first two, of any band."""
        known = self.right + self.missed
        return self.leading / known if known else 1.0

    def precision_of(self, band: Band) -> float:
        """Share of the values of a band that are right; 1 where none has it."""
        right, wrong = self.bands[band, True], self.bands[band, False]
        return right / (right + wrong) if right + wrong else 1.0

    def told(self, errors: bool) -> dict[str, Any]:
        """All figures by name; what went wrong too if asked for."""
        told: dict[str, Any] = {
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
            "documents": self.documents,
            "exact": self.exact,
            "says": self.says,
            "high": self.precision_of("high"),
            "medium": self.precision_of("medium"),
            "first_two": self.first_two,
        }
        return told | ({"errors": dict(self.errors.most_common())} if errors else {})

    def count_bands(self, known: frozenset[str], bands: Mapping[str, Band]) -> None:
        """Count the suggested values of one document, by band and by place."""
        self.bands.update((band, value in known) for value, band in bands.items())
        self.leading += len(known.intersection(list(bands)[:2]))

    def count(self, known: frozenset[str], found: frozenset[str]) -> None:
        """Count the values of one document."""
        self.documents += 1
        self.said += bool(found)
        self.exact += known == found
        self.right += len(known & found)
        self.wrong += len(found - known)
        self.missed += len(known - found)
        for value in sorted(found - known):
            self.errors[f"{value} for {', '.join(sorted(known)) or NONE}"] += 1
        for value in sorted(known - found):
            self.errors[f"{value} missed"] += 1


def known_of_demo(library: Path, mappings: Mappings) -> Known:
    """What the demonstration library says of itself, in ids."""
    truth = json.loads((library / TRUTH).read_text(encoding="utf-8"))
    known: dict[tuple[str, str], Mapping[str, frozenset[str]]] = {}
    for blueprint in truth["blueprints"]:
        folder = blueprint["folder"]
        known[folder, ""] = {
            name: _ids(mappings, name, blueprint[name]) for name in OF_BLUEPRINTS
        }
        for file in blueprint["files"]:
            if file["fate"] == "ok":
                known[folder, file["path"]] = {
                    name: _ids(mappings, name, [file[name]])
                    for name in ("artefact_type", "role")
                }
    return known


def known_of_table(table: Path, mappings: Mappings) -> Known:
    """What people read in documents: rows of folder, path, then ids by field.

    Several ids of a field are parted by spaces; an empty cell says that there is none.
    Who is of a part (pharmacy) is of the whole (primary care) too. WrongUseError names
    a column that is missing, or is no field with a list.
    """
    with table.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        names = set(rows.fieldnames or ())
        if missing := {"folder", "path"} - names:
            raise WrongUseError(f"{str(table)!r} has no column {sorted(missing)[0]!r}")
        listed = {f.name for f in mappings.schema.keywords if f.taxonomy}
        if strange := names - listed - {"folder", "path"}:
            raise WrongUseError(
                f"{str(table)!r} has a column {sorted(strange)[0]!r}, which is no field"
                " with a list of values"
            )
        return {
            (row.pop("folder"), row.pop("path")): {
                name: _with_wholes(mappings, name, (ids or "").split())
                for name, ids in row.items()
            }
            for row in rows
        }


def figures(known: Known, documents: Iterable[Document]) -> dict[str, Figures]:
    """The figures of each field over the documents that something is known of."""
    found: dict[str, Figures] = {}
    for key, document in _keyed(documents):
        for name, ids in known.get(key, {}).items():
            values = document.values.get(name, ())
            of = found.setdefault(name, Figures())
            of.count(ids, frozenset(values))
            evidence = (e for e in document.evidence if e.field == name)
            of.count_bands(ids, {e.value: e.band for e in evidence})
    return found


def misplaced(documents: Iterable[Document], texts: Mapping[str, list[str]]) -> int:
    """How many pieces of evidence do not stand where they say, of all in a text.

    `texts` are those of the segments by artefact.
    """
    return sum(
        texts[e.artefact][e.segment][e.start : e.end] != e.phrase
        for document in documents
        for e in document.evidence
        if e.segment is not None and e.artefact
    )


def _keyed(
    documents: Iterable[Document],
) -> Iterator[tuple[tuple[str, str], Document]]:
    """Documents by folder and path; a Blueprint comes before its artefacts."""
    folder = ""
    for document in documents:
        if document.kind == "blueprint":
            folder = str(document.stored["folder"])
            yield (folder, ""), document
        else:
            yield (folder, str(document.stored["path"])), document


def _with_wholes(mappings: Mappings, name: str, ids: list[str]) -> frozenset[str]:
    by_id = mappings.taxonomies[mappings.schema.field(name).taxonomy or ""].by_id
    wholes = {by_id[id_].parent for id_ in ids if id_ in by_id} & by_id.keys()
    return frozenset((*ids, *(whole for whole in wholes if whole)))


def _ids(mappings: Mappings, name: str, written: Iterable[str]) -> frozenset[str]:
    """The ids of labels; a label that no list knows is folded to one."""
    listed = mappings.schema.field(name).taxonomy
    taxonomy = mappings.taxonomies[listed] if listed else None
    terms = ((label, taxonomy and taxonomy.resolve(label)) for label in written)
    return frozenset(
        term.id if term else fold(label).replace(" ", "-") for label, term in terms
    )
