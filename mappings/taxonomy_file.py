"""taxonomies/*.yaml: what may stand in one, and the taxonomy it makes."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Annotated, Any

from pydantic import Field as Key
from pydantic import model_validator

from mappings.reading import Entry, MappingError, Text, Texts, parse
from mappings.taxonomy import LIKELY, NEVER, WEAK, Phrase, Taxonomy, Term, fold

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
ABBREVIATION = re.compile(r"[A-Z]{2,4}")

Weight = Annotated[float, Key(gt=0, le=1, allow_inf_nan=False)]


class PhraseEntry(Entry):
    """A phrase as written: its words alone, or what it needs besides them."""

    text: Text
    weight: Weight = 1.0
    case: bool | None = None
    context: Texts = ()

    @model_validator(mode="before")
    @classmethod
    def of_words(cls, written: Any) -> Any:
        """Words alone are the text."""
        return {"text": written} if isinstance(written, str) else written


class TermEntry(Entry):
    """One term as written."""

    id: Text
    label: Text
    aliases: Texts = ()
    phrases: Annotated[tuple[PhraseEntry, ...], Key(strict=False)] = ()
    likely: Texts = ()
    weak: Texts = ()
    never: Texts = ()
    folders: Texts = ()
    phrases_only: bool = False
    parent: Text | None = None
    code: str = ""
    description: str = ""


class TaxonomyFile(Entry):
    """The whole file.

    `parents` names the taxonomy that parents come from. Under `phrases_only` labels
    and aliases are not looked for in text; a term may say so for itself.
    """

    label: Text
    parents: Text | None = None
    phrases_only: bool = False
    terms: Annotated[list[TermEntry], Key(min_length=1)]


def read_taxonomy(text: str, name: str, file: str) -> Taxonomy:
    """The taxonomy a file's text declares; MappingError on the first mistake.

    Parents are checked later, when all taxonomies are read.
    """
    written = parse(text, file, TaxonomyFile)
    terms = tuple(_term(e, written.phrases_only, file) for e in written.terms)
    by_id = _by_id(terms, file)
    by_name = _by_name(terms, file)
    return Taxonomy(name, written.label, terms, by_id, by_name, written.parents or name)


def check_parents(taxonomy: Taxonomy, parents: Taxonomy, file: str) -> None:
    """MappingError where a parent is no term, or a chain of parents comes back."""
    for term in taxonomy.terms:
        key = f"terms[{term.id}].parent"
        if term.parent and term.parent not in parents.by_id:
            raise MappingError(
                file, key, f"no such term in {parents.name}: {term.parent!r}"
            )
    if parents.name == taxonomy.name:
        for term in taxonomy.terms:
            _check_chain(term, taxonomy, file)


def _check_chain(term: Term, taxonomy: Taxonomy, file: str) -> None:
    chain = [term.id]
    parent = term.parent
    while parent:
        if parent in chain:
            raise MappingError(
                file,
                f"terms[{term.id}].parent",
                f"comes back to itself: {' > '.join([*chain, parent])}",
            )
        chain.append(parent)
        parent = taxonomy.by_id[parent].parent


def _term(entry: TermEntry, phrases_only: bool, file: str) -> Term:
    if not SLUG.fullmatch(entry.id):
        raise MappingError(
            file, f"terms[{entry.id}].id", "only a-z, 0-9 and single hyphens"
        )
    silent = phrases_only or entry.phrases_only
    names = () if silent else (entry.label, *entry.aliases)
    return Term(
        id=entry.id,
        label=entry.label,
        aliases=entry.aliases,
        phrases=tuple(_phrases(entry, names, file)),
        parent=entry.parent,
        code=entry.code,
        description=entry.description,
        folders=entry.folders,
    )


def _phrases(entry: TermEntry, names: Iterable[str], file: str) -> Iterator[Phrase]:
    """What is written under ``phrases`` and the keys that stand for a weight, then the
    names not among them.
    """
    seen: set[str] = set()
    written = [_phrase(p) for p in entry.phrases]
    said = ((entry.likely, LIKELY), (entry.weak, WEAK), (entry.never, NEVER))
    for texts, weight in said:
        plain = (_phrase(PhraseEntry(text=text)) for text in texts)
        written += [replace(phrase, weight=weight) for phrase in plain]
    for phrase in written:
        if phrase.text in seen:
            raise MappingError(
                file, f"terms[{entry.id}].phrases", f"stands twice: {phrase.text!r}"
            )
        seen.add(phrase.text)
        yield phrase
    loose = {p.text.casefold() for p in written if not p.case}
    for name in names:
        if name not in seen and name.casefold() not in loose:
            seen.add(name)
            loose.add(name.casefold())
            yield _phrase(PhraseEntry(text=name))


def _phrase(entry: PhraseEntry) -> Phrase:
    case = entry.case
    if case is None:
        # Short abbreviations are too often ordinary words: ICE, PAS, NEWS.
        case = bool(ABBREVIATION.fullmatch(entry.text))
    return Phrase(entry.text, entry.weight, case, entry.context)


def _by_id(terms: Sequence[Term], file: str) -> dict[str, Term]:
    by_id: dict[str, Term] = {}
    for term in terms:
        if term.id in by_id:
            raise MappingError(file, f"terms[{term.id}].id", "this id stands twice")
        by_id[term.id] = term
    return by_id


def _by_name(terms: Sequence[Term], file: str) -> dict[str, Term]:
    by_name: dict[str, Term] = {}
    for term in terms:
        codes = (term.code,) if term.code else ()
        for name in (term.id, term.label, *term.aliases, *codes):
            if not fold(name):
                raise MappingError(
                    file, f"terms[{term.id}]", f"{name!r} has no letter or digit"
                )
            other = by_name.setdefault(fold(name), term)
            if other.id != term.id:
                raise MappingError(
                    file,
                    f"terms[{term.id}]",
                    f"{name!r} already belongs to {other.id!r}",
                )
    return by_name
