"""`python -m benchmarks [LIBRARY]`: every ratio of docs/benchmarks.md in one run."""

import sys
import tempfile
from pathlib import Path

from benchmarks import answering, ingesting, pages, query_path, serving
from benchmarks.table import Line, table
from demo.__main__ import main as make_library
from indexer.embedded.generations import Folder
from indexer.index import Index
from mappings.load import load_mappings
from pipelines.storage.ledger import Ledger
from pipelines.storage.store import RecordStore


def text_of(data: Path) -> int:
    """Bytes of all extracted text of a data folder's library."""
    store, ledger = RecordStore(str(data / "records")), Ledger(data / "ledger.db")
    total = 0
    for row in ledger.rows():
        record = (
            store.get(row.digest, row.extractor, row.suffix) if row.digest else None
        )
        total += sum(len(s.text.encode()) for s in record.segments) if record else 0
    ledger.close()
    return total


def measured(library: Path, data: Path) -> list[Line]:
    """All rows, in the order they can be measured in."""
    rows = list(ingesting.lines(library, data))
    index = Index(Folder(data / "index"), load_mappings())
    rows += answering.lines(index)
    rows += query_path.lines(index)
    rows += pages.lines(index)
    rows.append(serving.line(data))
    rows.append(answering.size(data, text_of(data)))
    return rows


def main() -> None:
    """Print the table for a library, by default the demonstration library."""
    library = Path(sys.argv[1] if len(sys.argv) > 1 else "demo-library")
    if not library.is_dir():
        make_library([str(library)])
    with tempfile.TemporaryDirectory() as folder:
        print(table(measured(library, Path(folder))))


if __name__ == "__main__":
    main()
