"""Phrases: what a taxonomy's terms are betrayed by in text, in each way of writing."""

import re
from collections.abc import Iterator

from mappings.taxonomy import Phrase, Taxonomy

_PLURAL = re.compile(r"[a-z]{2}[a-hj-rtv-z]s$")  # not "analysis", "access", "status"


def phrases_of(taxonomy: Taxonomy) -> Iterator[tuple[str, Phrase]]:
    """Ids with their phrases; with their names in a list without any phrase."""
    silent = not any(term.phrases for term in taxonomy.terms)
    for term in taxonomy.terms:
        names = (term.label, *term.aliases) if silent else ()
        for phrase in (*term.phrases, *map(Phrase, names)):
            yield term.id, phrase


def variants(phrase: Phrase) -> tuple[str, ...]:
    """The phrase, a space for each hyphen in it, plural and singular of its last word.

    Short words keep their hyphen: "to be" is not what "to-be" says.
    """
    written = [phrase.text]
    parts = phrase.text.split("-")
    if len(parts) > 1 and not phrase.case and max(map(len, parts)) > 3:
        written.append(phrase.text.replace("-", " "))
    many = [w + "s" for w in written if w[-1:].isalpha() and w[-1:] not in "sS"]
    one = [w[:-1] for w in written if " " in w and _PLURAL.search(w)]
    return tuple(dict.fromkeys([*written, *many, *one]))
