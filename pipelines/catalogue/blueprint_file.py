"""blueprint.yaml: what the people of one Blueprint say of it, in its own folder."""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import get_args
from unicodedata import normalize

import yaml

from pipelines.bundle import Problem, Role
from pipelines.catalogue.columns import GUARDED, PLACES, guards, normal
from pipelines.catalogue.said import CLOSED, CLOSING, SLIPPED, Said, closed, text_of
from pipelines.extract.decoding import decoded

NAMES = ("blueprint.yaml", "blueprint.yml")
ROLES: Mapping[str, Role] = {role: role for role in get_args(Role)}
GLOB = re.compile(r"[*?\[]")
NULL = "tag:yaml.org,2002:null"
# What may be a key in a file that YAML cannot read, block or flow, and what it guards.
KEY = re.compile(r"(?:^|[{,])[^\w\n]*(\w[^:=,{}\n]*)", re.M)
GUARDS = {
    GUARDED: re.compile(r"audience|permission|access|visib", re.I),
    "state": re.compile(r"state|status|lifecycle", re.I),
}


def blueprint_files(paths: Iterable[str]) -> list[str]:
    """The names of those that are such a file, the one to be used first: as people type
    it on a system that minds no case, or with the ".txt" that an editor adds.
    """
    names = (path.rstrip("/").rpartition("/")[2] for path in paths)
    found = [n for n in names if n.casefold().removesuffix(".txt") in NAMES]
    return sorted(found, key=lambda n: (n not in NAMES, n))


def read_blueprint_file(
    content: bytes, source: str, fields: Mapping[str, str]
) -> tuple[list[Said], Mapping[str, str], list[Problem]]:
    """What the file says: by field, the roles by path or pattern, and the problems.

    A file that cannot be understood but names a state or an audience says that the
    Blueprint is in review, or for nobody: a slip opens nothing.
    """
    text = decoded(content)  # as editors of any office save it
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        detail = f"cannot be read: {getattr(error, 'problem', None) or error}"
        row = mark.line + 1 if mark else None
        return _closed(text, source, fields), {}, [Problem(source, row, "", "", detail)]
    if root is None:
        return [], {}, []
    if not isinstance(root, yaml.MappingNode):
        detail = "expected keys with values, like title: …"
        return _closed(text, source, fields), {}, [Problem(source, 1, "", "", detail)]
    return _read(root, source, fields)


def role_paths(
    roles: Mapping[str, str], paths: list[str], source: str
) -> tuple[dict[str, Role], list[Problem]]:
    """The role of each of the folder's `paths` that a path or pattern names.

    A member of a ZIP or mail (``parent!/member``) is taken as written. An exact path
    wins over a pattern, and an earlier pattern over a later one. Paths are in NFC, as
    people type them: a file that came from a Mac may have them otherwise.
    """
    paths = [normalize("NFC", path) for path in paths]
    found: dict[str, Role] = {}
    problems = []
    for pattern, written in sorted(
        roles.items(), key=lambda r: bool(GLOB.search(r[0]))
    ):
        role = ROLES.get(written.casefold())
        if role is None:
            detail = f"not a role; roles are {', '.join(ROLES)}"
            problems.append(Problem(source, None, "roles", written, detail))
            continue
        named = [p for p in paths if p == pattern or fnmatchcase(p, pattern)]
        named += [pattern] if "!/" in pattern and not GLOB.search(pattern) else []
        if not named:
            detail = "no such file in the folder"
            problems.append(Problem(source, None, "roles", pattern, detail))
        for path in named:
            found.setdefault(path, role)
    return found, problems


def _closed(text: str, source: str, fields: Mapping[str, str]) -> list[Said]:
    keys = set(KEY.findall(text))
    named = [field for field, guard in GUARDS.items() if any(map(guard.match, keys))]
    if GUARDED not in named and any(guards(key, fields) for key in keys):
        named.append(GUARDED)
    return list(closed(source, named))


def _read(
    root: yaml.MappingNode, source: str, fields: Mapping[str, str]
) -> tuple[list[Said], Mapping[str, str], list[Problem]]:
    said: list[Said] = []
    roles: dict[str, str] = {}
    problems = []
    for key, value in root.value:
        row, column = key.start_mark.line + 1, text_of(str(key.value))
        field = fields.get(normal(column), "")
        if normal(column) == "role":
            roles = _roles(value)
            detail = "" if roles else "expected paths with roles, like annex.pdf: annex"
        elif not field or field in PLACES:
            near = get_close_matches(normal(column), fields, 1)
            hint = f"; did you mean {near[0]}" if near and not field else ""
            detail = f"no field of this name{hint}"
            if not field and any(guards(k, fields) for k in (column, *_keys(value))):
                said.append(Said(GUARDED, SLIPPED, source, row, column))
                detail += f"; {CLOSING}"
        elif (cells := _cells(value)) is None:
            detail = "expected text or a list of texts"
            if field in CLOSED:
                said.append(Said(field, (CLOSED[field],), source, row, column))
        else:
            detail = ""
            said.append(Said(field, cells, source, row, column))
        if detail:
            problems.append(Problem(source, row, column, _short(value), detail))
    return said, roles, problems


def _keys(node: yaml.Node) -> Iterator[str]:
    """The keys inside of it, or of what it stands for; a node may hold itself."""
    waiting, seen = [node], set[int]()
    while waiting:
        node = waiting.pop()
        if id(node) in seen or isinstance(node, yaml.ScalarNode):
            continue
        seen.add(id(node))
        for one in node.value:
            waiting += one if isinstance(one, tuple) else (one,)
            if isinstance(one, tuple) and isinstance(one[0], yaml.ScalarNode):
                yield text_of(one[0].value)


def _cells(node: yaml.Node) -> tuple[str, ...] | None:
    """The scalars of a node as they are written; None where there are other things."""
    if isinstance(node, yaml.ScalarNode):
        return () if node.tag == NULL else (node.value,)
    if isinstance(node, yaml.SequenceNode):
        cells = [_cells(n) for n in node.value if isinstance(n, yaml.ScalarNode)]
        if len(cells) == len(node.value):
            return tuple(text for cell in cells if cell for text in cell)
    return None


def _roles(node: yaml.Node) -> dict[str, str]:
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {
        text_of(key.value): text_of(" ".join(_cells(value) or ()))
        for key, value in node.value
        if isinstance(key, yaml.ScalarNode)
    }


def _short(node: yaml.Node) -> str:
    return text_of(node.value)[:100] if isinstance(node, yaml.ScalarNode) else ""
