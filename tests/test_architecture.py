"""The arrows between the rooms, read from the source."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = {
    "mappings": set(),
    "indexer": {"mappings"},
    "pipelines": {"indexer", "mappings"},
    "api": {"indexer", "mappings"},
}
FORBIDDEN = {
    "api": {"spacy", "celery", "lxml", "pypdfium2", "olefile", "python_calamine"},
    "pipelines": {"fastapi", "starlette"},
}
COMPOSERS = {"pipelines/cli.py"}  # the command wires the rooms together


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_arrows_point_one_way(room):
    for path in sorted((ROOT / room).rglob("*.py")):
        if str(path.relative_to(ROOT)) in COMPOSERS:
            continue
        seen = imports(path)
        others = (seen & set(ROOMS)) - ROOMS[room] - {room}
        assert not others, f"{path.relative_to(ROOT)} imports {sorted(others)}"
        heavy = seen & FORBIDDEN.get(room, set())
        assert not heavy, f"{path.relative_to(ROOT)} imports {sorted(heavy)}"
