"""Reading a mappings file: YAML without doubled keys, checked against a model."""

from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

Text = Annotated[str, Field(min_length=1, pattern=r"\S")]
Texts = Annotated[tuple[Text, ...], Field(strict=False)]  # YAML has no tuples


class MappingError(ValueError):
    """A mistake in a mappings file; the message names file, key and value."""

    def __init__(self, file: str, key: str, problem: str) -> None:
        super().__init__(": ".join(part for part in (file, key, problem) if part))


class Entry(BaseModel):
    """What a part of a mappings file may hold: these keys, these kinds, no other."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


Model = TypeVar("Model", bound=Entry)


class _Loader(yaml.CSafeLoader):
    """YAML's own loader takes the last of two equal keys; this one refuses both."""

    def construct_mapping(
        self, node: yaml.MappingNode, deep: bool = False
    ) -> dict[Hashable, Any]:
        seen: set[Any] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            if key.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"key {key.value!r} stands twice",
                    problem_mark=key.start_mark,
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def read_text(path: Path, file: str) -> str:
    """The text of a mappings file; MappingError where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MappingError(file, "", f"cannot be read: {error}") from error


def parse(text: str, file: str, model: type[Model]) -> Model:
    """A file's text as its model; MappingError with file, key and value."""
    try:
        # The loader is safe: it makes nothing but plain values.
        data = yaml.load(text, Loader=_Loader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise MappingError(file, "", f"not YAML: {_one_line(error)}") from error
    if not isinstance(data, dict):
        raise MappingError(file, "", f"expected keys, found {_short(data)}")
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = _path(data, first["loc"])
        raise MappingError(file, where, _problem(first)) from error


def _problem(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        return f"unknown key, with value {_short(error['input'])}"
    if error["type"] == "missing":
        return "missing"
    said = error["msg"].removeprefix("Value error, ")
    return f"{said[:1].lower()}{said[1:]}, found {_short(error['input'])}"


def _path(data: Any, location: Sequence[int | str]) -> str:
    """The key as people find it: ``fields[region].boost``, not ``fields.4.boost``."""
    path = ""
    for step in location:
        if isinstance(step, str) and not (isinstance(data, dict) and step in data):
            # A missing key, or the name pydantic gives to one of several kinds.
            path += f".{step}" if isinstance(data, dict) else ""
            data = None
            continue
        data = data[step] if data is not None else None
        path += f"[{_name(data, step)}]" if isinstance(step, int) else f".{step}"
    return path.removeprefix(".")


def _name(item: Any, index: int) -> str:
    if isinstance(item, dict):
        for name in ("id", "name", "canonical", "text"):
            if isinstance(item.get(name), str):
                return str(item[name])
    return str(index)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
