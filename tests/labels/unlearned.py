"""Words as if a source had never been read: what its documents alone say left out.

The words of the lists were chosen with all documents in sight, so that a document to
build with is known better than any other will be. Without the words that no other
source has, its documents are as strange as those of another library; stranger, as some
of these words would stand in any list.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from mappings.load import Mappings
from mappings.taxonomy import Phrase
from pipelines.bundle import Artefact
from pipelines.enrich.phrases import variants
from pipelines.enrich.wordlist import WORD, WordList, Words


class Unlearned:
    """Mappings without the phrases of some taxonomies that one source alone says.

    `documents` are the artefacts of each source.
    """

    def __init__(
        self,
        mappings: Mappings,
        names: Iterable[str],
        documents: Mapping[str, Iterable[Artefact]],
    ) -> None:
        self._mappings = mappings
        self._names = tuple(names)
        terms = (t for n in self._names for t in mappings.taxonomies[n].terms)
        known = sorted({w for t in terms for p in t.phrases for w in _words(p)})
        found = WordList(known)
        self._sources: dict[Words, set[str]] = defaultdict(set)
        for source, artefacts in documents.items():
            for artefact in artefacts:
                for number in set(found.places(_text(artefact))[:, 0].tolist()):
                    self._sources[known[number]].add(source)

    def without(self, source: str) -> Mappings:
        """The mappings without what this source alone says."""
        taxonomies = dict(self._mappings.taxonomies)
        for name in self._names:
            taxonomy = taxonomies[name]
            terms = tuple(
                replace(t, phrases=tuple(self._kept(t.phrases, source)))
                for t in taxonomy.terms
            )
            by_id = {t.id: t for t in terms}
            taxonomies[name] = replace(taxonomy, terms=terms, by_id=by_id)
        return replace(self._mappings, taxonomies=taxonomies)

    def _kept(self, phrases: Iterable[Phrase], source: str) -> Iterator[Phrase]:
        for phrase in phrases:
            said_by = set().union(*(self._sources[w] for w in _words(phrase)))
            if said_by != {source}:
                yield phrase


def _words(phrase: Phrase) -> Iterator[Words]:
    """What is looked for of a phrase, in each way of writing."""
    for text in variants(phrase):
        if words := tuple(WORD.findall(text.lower())):
            yield words


def _text(artefact: Artefact) -> str:
    segments = (f"{s.label}\n{s.text}" for s in artefact.record.segments)
    return "\n".join((artefact.path, *segments)).lower()
