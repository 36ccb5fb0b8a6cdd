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
# Inside the web room: three ways to be asked, which do not know each other.
SHARED = {"addresses", "views", "http"}
WEB = {
    "addresses": set(),
    "views": {"addresses"},
    "http": {"addresses", "views"},
    "pages": SHARED,
    "feeds": SHARED,
    "v1": SHARED,
}
FORBIDDEN = {
    "api": {"spacy", "celery", "lxml", "pypdfium2", "olefile", "python_calamine"},
    "pipelines": {"fastapi", "starlette"},
}
COMPOSERS = {"pipelines/cli.py"}  # the command wires the rooms together


def imports(path: Path) -> set[str]:
    """The modules a file imports, and what it imports from each, as dotted names."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_arrows_point_one_way(room):
    for path in sorted((ROOT / room).rglob("*.py")):
        if str(path.relative_to(ROOT)) in COMPOSERS:
            continue
        seen = {name.split(".")[0] for name in imports(path)}
        others = (seen & set(ROOMS)) - ROOMS[room] - {room}
        assert not others, f"{path.relative_to(ROOT)} imports {sorted(others)}"
        heavy = seen & FORBIDDEN.get(room, set())
        assert not heavy, f"{path.relative_to(ROOT)} imports {sorted(heavy)}"


def test_every_part_of_the_web_room_has_its_arrows():
    parts = {path.parent.name for path in (ROOT / "api").glob("*/__init__.py")}
    assert parts == set(WEB)
    assert {path.name for path in (ROOT / "api").glob("*.py")} == {
        "__init__.py",
        "app.py",
    }


@pytest.mark.parametrize("part", WEB)
def test_arrows_inside_the_web_room_point_one_way(part):
    for path in sorted((ROOT / "api" / part).rglob("*.py")):
        names = [name.split(".") for name in imports(path)]
        seen = {name[1] for name in names if name[0] == "api"}
        others = seen - WEB[part] - {part}
        assert not others, f"{path.relative_to(ROOT)} imports {sorted(others)}"
