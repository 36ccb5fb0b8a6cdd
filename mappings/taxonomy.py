"""Taxonomies: controlled lists of terms, read from taxonomies/*.yaml."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

ALONE = 0.5  # weight under which a phrase is ordinary words (Plan, Data): needs company
LIKELY = 0.7  # weight of a phrase under ``likely``: it mostly tells the term
WEAK = 0.3  # weight of a phrase under ``weak``: it counts only with company
NEVER = 0.0  # weight of a phrase under ``never``: what stands in it tells nothing
BETWEEN = re.compile(r"[\W_]+")  # what stands between the letters and digits of a name


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that betray a term in text.

    `weight` 1.0 speaks for itself, below 0.5 needs company, 0 says nothing and keeps
    shorter phrases in it from being heard ("stay at home"). `case` asks for the very
    letters (``ICE``, ``NEWS``). `context` are words of which one must stand within 60
    characters for the phrase to count.
    """

    text: str
    weight: float = 1.0
    case: bool = False
    context: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a taxonomy.

    `aliases` are other names people use in metadata (old names, near-twin values):
    they resolve to the term. `phrases` find the term in text; the label and the
    aliases are among them unless the file says ``phrases_only: true`` or writes one
    of them as a phrase of its own, with context or another weight. `parent` is
    another term of the same taxonomy or of the one the file names (an organisation's
    region). `code` is an official code such as ODS, by which metadata may name the
    term. `folders` are names of folders whose files are of that kind, beside its own
    names.
    """

    id: str
    label: str
    aliases: tuple[str, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    parent: str | None = None
    code: str = ""
    description: str = ""
    folders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """A list of terms with look-up by id and by any name.

    `parents` is the taxonomy that parents come from: its own name, or another's.
    """

    name: str
    label: str
    terms: tuple[Term, ...]
    by_id: Mapping[str, Term]
    by_name: Mapping[str, Term]  # folded label, alias, id or code
    parents: str = ""

    def resolve(self, written: str) -> Term | None:
        """The term of that id, label, alias or code, however it is cased and spaced."""
        return self.by_name.get(fold(written))

    def label_of(self, term_id: str) -> str:
        """The label of that id; the id itself where the taxonomy has no such term."""
        term = self.by_id.get(term_id)
        return term.label if term else term_id


def fold(written: str) -> str:
    """A name without case, punctuation and extra space, "&" read as "and"."""
    return BETWEEN.sub(" ", written.casefold().replace("&", " and ")).strip()
