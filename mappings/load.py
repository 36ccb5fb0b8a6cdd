"""All mappings at once, from one folder."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mappings.abbreviations import abbreviations
from mappings.reading import MappingError, read_text
from mappings.schema import Schema
from mappings.schema_file import read_schema
from mappings.synonyms import SynonymGroup
from mappings.synonyms_file import read_synonyms
from mappings.taxonomy import Taxonomy
from mappings.taxonomy_file import check_parents, read_taxonomy

__all__ = ["MappingError", "Mappings", "load_mappings", "mappings_digest"]

OWN = Path(__file__).parent
SCHEMA = "schema.yaml"
SYNONYMS = "synonyms.yaml"
TAXONOMIES = "taxonomies"


@dataclass(frozen=True, slots=True)
class Mappings:
    """Schema, taxonomies by name and synonym groups, with a digest of their text."""

    schema: Schema
    taxonomies: Mapping[str, Taxonomy]
    synonyms: tuple[SynonymGroup, ...]
    digest: str

    @property
    def by_field(self) -> Mapping[str, Taxonomy]:
        """The taxonomy of each keyword field that has one."""
        return {
            f.name: self.taxonomies[f.taxonomy]
            for f in self.schema.keywords
            if f.taxonomy and f.taxonomy in self.taxonomies
        }

    @property
    def abbreviations(self) -> Mapping[str, str]:
        """Abbreviations as people write them, by the same in lower case."""
        return abbreviations(self.taxonomies.values(), self.synonyms)

    @property
    def protected(self) -> frozenset[str]:
        """Abbreviations in lower case that must not be stemmed."""
        return frozenset(self.abbreviations)


def load_mappings(folder: Path | None = None) -> Mappings:
    """The mappings in `folder`, by default the product's own.

    What the folder lacks comes from the product's own. Raises MappingError with
    file, key and value on the first mistake.
    """
    texts = _all_texts(folder)
    schema = read_schema(texts[SCHEMA], SCHEMA)
    synonyms = read_synonyms(texts[SYNONYMS], SYNONYMS)
    taxonomies = {
        name: read_taxonomy(text, name, file)
        for file, text in sorted(texts.items())
        if (name := _taxonomy_name(file))
    }
    _check_references(schema, taxonomies)
    return Mappings(schema, taxonomies, synonyms, _digest(texts))


def mappings_digest(folder: Path | None = None) -> str:
    """The digest of the mappings in `folder`, which takes a hundredth of reading them.

    Raises MappingError where a file cannot be read at all.
    """
    return _digest(_all_texts(folder))


def _all_texts(folder: Path | None) -> dict[str, str]:
    return {**_texts(OWN), **(_texts(folder, strict=True) if folder else {})}


def _texts(folder: Path, strict: bool = False) -> dict[str, str]:
    """The texts of a folder's mappings files by their path in the folder.

    A strict reading refuses YAML files of another name: they would do nothing.
    """
    if not folder.is_dir():
        raise MappingError(str(folder), "", "no such folder of mappings")
    texts = {}
    for path in sorted([*folder.glob("*.y*ml"), *folder.glob(f"{TAXONOMIES}/*.y*ml")]):
        file = path.relative_to(folder).as_posix()
        if file in (SCHEMA, SYNONYMS) or _taxonomy_name(file):
            texts[file] = read_text(path, file)
        elif strict:
            raise MappingError(file, "", "not a file of the mappings")
    return texts


def _taxonomy_name(file: str) -> str:
    folder, _, name = file.rpartition("/")
    if folder != TAXONOMIES or not name.endswith(".yaml"):
        return ""
    return name.removesuffix(".yaml")


def _check_references(schema: Schema, taxonomies: Mapping[str, Taxonomy]) -> None:
    for field in schema.fields:
        if field.taxonomy and field.taxonomy not in taxonomies:
            raise MappingError(
                SCHEMA,
                f"fields[{field.name}].taxonomy",
                f"no such taxonomy: {field.taxonomy!r}",
            )
    for taxonomy in taxonomies.values():
        file = f"{TAXONOMIES}/{taxonomy.name}.yaml"
        if taxonomy.parents not in taxonomies:
            raise MappingError(
                file, "parents", f"no such taxonomy: {taxonomy.parents!r}"
            )
        check_parents(taxonomy, taxonomies[taxonomy.parents], file)


def _digest(texts: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for file, text in sorted(texts.items()):
        digest.update(f"{file}\n{len(text)}\n{text}".encode())
    return digest.hexdigest()
