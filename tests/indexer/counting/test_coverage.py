from collections import Counter
from itertools import product

import pytest

from indexer.build import build
from indexer.embedded.generations import Folder
from indexer.generations import activate
from indexer.index import Index
from indexer.query import MISSING, Query, Selection
from tests.indexer.library import MAPPINGS, artefact, blueprint, documents

FIELDS = ("technology", "care_setting", "blueprint")
TECHNOLOGIES = [(), ("epr",), ("epr", "rpa", "x")]
SETTINGS = [(), ("acute", "mental-health")]
AUDIENCES = (("everyone",), ("everyone", "finance"))
CHOSEN = ((), (Selection("technology", ("epr", MISSING)),))


def library():
    more = [
        artefact(f"m{i}", f"n{i % 3}", "More", ["More."], technology=t, care_setting=c)
        for i, (t, c) in enumerate(
            product(
                [(), ("epr",), ("epr", "rpa", "x")], [(), ("acute", "mental-health")]
            )
        )
    ]
    parents = [
        blueprint(f"n{i}", "N", more[i::3], technology=("x", "rpa")[:i])
        for i in range(3)
    ]
    return [*documents(), *more, *parents]


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("index")
    place = Folder(folder)
    activate(place, build(place, library(), MAPPINGS, {}))
    return Index(place, MAPPINGS)


def counted(kind, row, column, selections, audience):
    """The same by looking at every document."""
    rows, columns, cells, total = Counter(), Counter(), Counter(), 0
    for document in library():
        values = {f: document.values.get(f) or (MISSING,) for f in FIELDS}
        if (
            document.kind != kind
            or document.values["state"] != ("published",)
            or not set(document.audience) & set(audience)
            or any(not set(values[s.field]) & set(s.any_of) for s in selections)
        ):
            continue
        total += 1
        rows.update(values[row])
        columns.update(values[column])
        cells.update(product(values[row], values[column]))
    return total, rows, columns, cells


@pytest.mark.parametrize("kind", ["artefact", "blueprint"])
@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("selections", CHOSEN)
@pytest.mark.parametrize(("row", "column"), list(product(FIELDS, FIELDS)))
def test_counts_are_those_of_brute_force(
    index, kind, audience, selections, row, column
):
    query = Query(f"{kind}s", selections=selections, audience=audience)
    found = index.cross(query, row, column)
    total, rows, columns, cells = counted(kind, row, column, selections, audience)
    assert found.total == total
    assert found.rows == rows
    assert found.columns == columns
    assert found.cells == cells


def test_each_count_is_that_of_the_search_with_both_filters(index):
    found = index.cross(Query(), "technology", "care_setting")
    assert found.cells
    for (row, column), count in found.cells.items():
        chosen = (
            Selection("technology", (row,)),
            Selection("care_setting", (column,)),
        )
        result = index.search(Query(selections=chosen, size=0, facets=()))
        assert result.total.blueprints == count
