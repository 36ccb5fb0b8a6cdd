"""The settings as the command reads and shows them."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_settings import SettingsError, TomlConfigSettingsSource

from pipelines.exits import WrongUseError
from settings import Settings

PREFIX = str(Settings.model_config.get("env_prefix", ""))
FILE = str(Settings.model_config.get("toml_file", ""))
# Read by the build and by the tests: none of them is a setting of the product.
OTHERS = (f"{PREFIX}TEST_", f"{PREFIX}SKIP_WEB_ASSETS")
PASSWORD = re.compile(r"(?<=://)[^/@,\s]*(?=@)")


@dataclass(frozen=True, slots=True)
class Knob:
    """One setting; passwords in addresses are masked."""

    name: str
    value: str
    default: str
    source: str  # the environment variable, the file, or "default"
    description: str


def read_settings() -> Settings:
    """The settings; WrongUseError names the one that is wrong, or the file."""
    try:
        return Settings()
    except ValidationError as error:
        raise WrongUseError(_sentence(error)) from error
    except SettingsError as error:
        raise WrongUseError(f"environment: {error}") from error
    except ValueError as error:  # no TOML, or no UTF-8
        raise WrongUseError(f"{FILE} cannot be read: {error}") from error


def knobs(settings: Settings) -> Iterator[Knob]:
    """Every setting, in the order they are declared."""
    for name, field in Settings.model_fields.items():
        yield Knob(
            name,
            masked(str(getattr(settings, name) or "")),
            str(field.default or ""),
            _source(name),
            field.description or "",
        )


def unknown_variables() -> list[str]:
    """Environment variables that look like settings and are none."""
    known = {(PREFIX + name).upper() for name in Settings.model_fields}
    like = (v for v in os.environ if v.startswith(PREFIX) and v not in known)
    return sorted(v for v in like if not v.startswith(OTHERS))


def masked(value: str) -> str:
    """An address, or several, without user and password."""
    return PASSWORD.sub("***", value)


def _source(name: str) -> str:
    variable = _variable(name)
    if variable:
        return variable
    return FILE if name in TomlConfigSettingsSource(Settings)() else "default"


def _variable(name: str) -> str:
    """The environment variable that gives a setting, empty if none does."""
    wanted = (PREFIX + name).upper()
    return next(
        (v for v, given in os.environ.items() if given and v.upper() == wanted), ""
    )


def _sentence(error: ValidationError) -> str:
    found = error.errors()[0]
    name = ".".join(map(str, found["loc"]))
    if found["type"] == "extra_forbidden":
        return f"{FILE}: {name!r} is no setting; see: blueprints config show"
    where = _variable(name) or f"{FILE}: {name}"
    return f"{where}={masked(str(found['input']))!r}: {found['msg'].lower()}"
