"""The settings as the command reads and shows them."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pydantic import AliasChoices, ValidationError
from pydantic_settings import SettingsError, TomlConfigSettingsSource

from pipelines.errors import WrongUseError
from settings import Settings

PREFIX = str(Settings.model_config.get("env_prefix", ""))
FILE = str(Settings.model_config.get("toml_file", ""))
# Read by build, tests and Compose: none of them is a setting of the product.
OTHERS = (f"{PREFIX}TEST_", f"{PREFIX}SKIP_WEB_ASSETS", f"{PREFIX}LIBRARY")
PASSWORD = re.compile(r"(?<=://)[^/,\s]*(?=@)")
NEAR = 0.8  # share of letters that a slip leaves as they are
LOGIN = re.compile(r"[^,\s]*@")


@dataclass(frozen=True, slots=True)
class Knob:
    """One setting; passwords in addresses are masked."""

    name: str
    value: str
    default: str
    source: str  # the environment variable, a file, or "default"
    description: str


def read_settings() -> Settings:
    """The settings; WrongUseError names the one that is wrong, or the file."""
    try:
        return Settings()
    except ValidationError as error:
        raise WrongUseError(_sentence(error)) from error
    except SettingsError as error:
        raise WrongUseError(f"{error}: {error.__cause__}") from error
    except ValueError as error:  # no TOML, or no UTF-8
        raise WrongUseError(f"{FILE} cannot be read: {error}") from error


def knobs(settings: Settings) -> Iterator[Knob]:
    """Every setting, in the order they are declared."""
    for name, field in Settings.model_fields.items():
        yield Knob(
            name,
            masked(_shown(getattr(settings, name))),
            _shown(field.default),
            _source(name),
            field.description or "",
        )


def unknown_variables() -> list[str]:
    """A sentence for each environment variable like a setting that is none."""
    known = [(PREFIX + name).upper() for name in Settings.model_fields]
    like = (v for v in os.environ if v.startswith(PREFIX) and v.upper() not in known)
    return [
        f"{v} is no setting{_nearest(v.upper(), known)}"
        for v in sorted(like)
        if not v.startswith(OTHERS)
    ]


def masked(value: str) -> str:
    """An address, or several, without user and password."""
    return PASSWORD.sub("***", value)


def _shown(value: object) -> str:
    """As it would be written: ``true`` and not ``True``, nothing for no value."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _source(name: str) -> str:
    variable = _variable(name)
    if variable:
        return variable
    # Read, a file gives a setting by its first alias.
    if {name, *_aliases(name)} & TomlConfigSettingsSource(Settings)().keys():
        return FILE
    folder = Settings.model_config.get("secrets_dir")
    secrets = [Path(str(folder)) / alias.lower() for alias in _aliases(name) if folder]
    return next((str(path) for path in secrets if path.is_file()), "default")


def _variable(name: str) -> str:
    """The environment variable that gives a setting, empty if none does."""
    wanted = [alias.upper() for alias in _aliases(name)]
    given = {v.upper(): v for v, value in os.environ.items() if value}
    return next((given[alias] for alias in wanted if alias in given), "")


def _aliases(name: str) -> list[str]:
    """The names of the variables that may give a setting."""
    alias = Settings.model_fields[name].validation_alias
    if isinstance(alias, AliasChoices):
        return [str(choice) for choice in alias.choices]
    return [PREFIX + name]


def _nearest(name: str, known: list[str]) -> str:
    """A question for what was meant; empty if nothing is near."""
    near = get_close_matches(name, known, 1, NEAR)
    return f", did you mean {near[0]}?" if near else ""


def _sentence(error: ValidationError) -> str:
    found = error.errors()[0]
    name = ".".join(map(str, found["loc"]))
    if found["type"] == "extra_forbidden":
        meant = _nearest(name, list(Settings.model_fields))
        return (
            f"{FILE}: {name!r} is no setting{meant or ';'} see: blueprints config show"
        )
    field = next((f for f in Settings.model_fields if name in _aliases(f)), name)
    source = _source(field) if field in Settings.model_fields else FILE
    where = f"{FILE}: {field}" if source == FILE else source
    # What is no address may still hold a password, wherever it begins.
    given = LOGIN.sub("***@", str(found["input"]))
    reason = found["msg"]
    return f"{where}={given!r}: {reason[:1].lower()}{reason[1:]}"
