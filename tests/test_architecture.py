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
# Inside a room each package knows those before it alone; those on one floor are in one
# text and do not know each other.
FLOORS = {
    "api": ["addresses", "views", "http", "pages feeds v1"],
    "indexer": [
        "analysis",
        "counting",
        "embedded cluster",
        "understanding",
        "answering",
        "judgements",
    ],
    "pipelines": [
        "extract",
        "storage",
        "catalogue",
        "enrich",
        "reading",
        "building",
        "queue",
        "command",
        "evaluate",
    ],
}


def modules(path: Path) -> set[str]:
    """The modules a file imports, those too that it loads late by their names."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Import():
                found |= {alias.name for alias in node.names}
            case ast.ImportFrom(module=str(module)):
                assert node.level == 0, f"{path}: relative import"
                found |= {f"{module}.{alias.name}" for alias in node.names}
            case ast.Call(func=ast.Name("import_module"), args=[ast.Constant(name)]):
                found.add(name)
    return found


def imports(path: Path) -> set[str]:
    return {name.split(".")[0] for name in modules(path)}


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


@pytest.mark.parametrize("room", FLOORS)
def test_packages_of_a_room_stand_one_on_another(room):
    floors = [floor.split() for floor in FLOORS[room]]
    packages = {p.parent.name for p in (ROOT / room).glob("*/__init__.py")}
    assert packages == {name for floor in floors for name in floor}
    below: set[str] = set()
    for floor in floors:
        for package in floor:
            closed = {f"{room}.{name}" for name in packages - below - {package}}
            for path in sorted((ROOT / room / package).rglob("*.py")):
                seen = {".".join(name.split(".")[:2]) for name in modules(path)}
                name = path.relative_to(ROOT)
                assert not seen & closed, f"{name} imports {sorted(seen & closed)}"
        below.update(floor)
