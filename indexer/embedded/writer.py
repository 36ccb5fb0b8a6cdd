"""Writes a collection of finished tokens with tantivy."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import tantivy

from indexer.embedded.fields import schema_of, with_tokens
from indexer.engine import Entry, Part
from indexer.query import EngineUnavailableError, IndexUnwrittenError

# Bytes, nearly the most that may be given. They are taken as they are needed; when they
# are full, another segment begins.
HEAP = 4_000 * 2**20


class EmbeddedWriter:
    """Writes one collection into an empty folder, as one segment in `ord` order.

    Raises IndexUnwrittenError where the disk does not take it.
    """

    def __init__(self, folder: Path, part: Part) -> None:
        folder.mkdir(parents=True)
        schema = schema_of(part)
        self._folder = folder
        with self._disk():
            index = tantivy.Index(schema, str(folder), sort_by_field="ord")
            self._index = with_tokens(index)
            self._writer = self._index.writer(heap_size=HEAP, num_threads=1)
        self._count = 0
        self._parents: dict[str, int] = {}
        self.refused: dict[str, str] = {}  # it takes everything

    def add(self, entry: Entry) -> None:
        document = tantivy.Document()
        for name, tokens in entry.texts.items():
            document.add_text(name, tokens)
        document.add_text("id", entry.id)
        for name, values in entry.keys.items():
            for value in values:
                document.add_text(name, value)
        parent = self._parents.setdefault(entry.parent, len(self._parents))
        document.add_integer("ord", self._count)
        document.add_integer("parent_ord", parent)
        document.add_integer("title_ord", entry.title_ord)
        if entry.published_on is not None:
            document.add_integer("published_on", entry.published_on)
        document.add_bytes("card", entry.card.encode())
        document.add_bytes("rest", entry.rest.encode())
        with self._disk():
            self._writer.add_document(document)
        self._count += 1

    def finish(self) -> int:
        with self._disk():
            self._writer.commit()
            self._writer.wait_merging_threads()
            self._index.reload()
        searcher = self._index.searcher()
        found: int = searcher.num_docs
        if searcher.num_segments > 1:
            raise EngineUnavailableError(
                f"the new index in {self._folder} has {searcher.num_segments} segments,"
                " 1 is needed: the library is too large for it; name a cluster in"
                " BLUEPRINTS_OPENSEARCH_URL"
            )
        if found != self._count:
            raise EngineUnavailableError(
                f"the new index holds {found} of {self._count} documents"
            )
        return found

    @contextmanager
    def _disk(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, OSError) as error:
            # Its thread that writes dies and takes the reason with it.
            raise IndexUnwrittenError(
                f"the new index in {self._folder} cannot be written ({error}); is the"
                " disk full? The live index stays as it is, and the same command goes"
                " on from there"
            ) from error
