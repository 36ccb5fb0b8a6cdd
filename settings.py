"""Every knob, a sentence each; read only by the places that build things."""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, AliasChoices, Field, SecretStr
from pydantic_core import PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

SECRETS = Path("/run/secrets")
DAY = 86_400  # the longest of all times, in seconds: no timer of the system takes more


def _addresses(*schemes: str) -> AfterValidator:
    """Refuse a text that is no list of addresses; returns them without blanks."""

    def checked(value: str) -> str:
        urls = [url for url in map(str.strip, value.split(",")) if url]
        if not all(_is_address(url, schemes) for url in urls):
            wanted = " or ".join(f"{scheme}://HOST:PORT" for scheme in schemes)
            raise PydanticCustomError("address", f"an address is {wanted}")
        return ",".join(urls)

    return AfterValidator(checked)


def _is_address(url: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.scheme in schemes and parts.hostname and parts.port != 0)
    except ValueError:  # its port is no number, or its brackets are not closed
        return False


Servers = Annotated[str, _addresses("http", "https")]
Broker = Annotated[str, _addresses("redis", "rediss")]


class Settings(BaseSettings):
    """Settings by environment (prefix ``BLUEPRINTS_``) or ``blueprints.toml``."""

    model_config = SettingsConfigDict(
        env_prefix="BLUEPRINTS_",
        toml_file="blueprints.toml",
        populate_by_name=True,
        # An empty variable is none: as a folder it would be the one a command runs in.
        env_ignore_empty=True,
        extra="forbid",
        # A file there by the name of a variable, in lower case, holds its value.
        secrets_dir=SECRETS if SECRETS.is_dir() else None,
    )

    data: Path = Field(
        default=Path("var"), description="Folder for index, run table and records."
    )
    records: str = Field(
        default="",
        description="Record store, a folder or URL; empty: records in the data folder.",
    )
    mappings: Path | None = Field(
        default=None,
        description="Folder with your own schema.yaml, synonyms.yaml, taxonomies.",
    )
    workers: int = Field(
        default=0, ge=0, description="Extraction processes; 0 means one for each core."
    )
    memory_mb: int = Field(
        default=1024,
        ge=128,
        description="Address space of an extraction process, in MiB.",
    )
    timeout_seconds: float = Field(
        default=60.0,
        gt=0,
        le=DAY,
        description="Wall clock for one file before its process is killed.",
    )
    max_file_mb: int = Field(
        default=200, ge=1, description="Larger files are recorded as too_large, in MiB."
    )
    spacy_pipeline: str = Field(
        default="",
        description="Name or path of a trained spaCy pipeline for organisations.",
    )
    service_name: str = Field(
        default="Blueprint Search", description="Name of the service on every page."
    )
    organisation: str = Field(
        default="", description="Organisation that runs it, named on every page."
    )
    nhs_logo: bool = Field(
        default=False,
        description="Show the NHS logo: only for organisations that may use it.",
    )
    help_url: str = Field(
        default="", description="Address of help or feedback, linked on every page."
    )
    audience_header: str = Field(
        default="",
        description="Header in which a trusted proxy names the asker's audiences.",
    )
    reasons_audience: str = Field(
        default="",
        description="Audience that reads why people rejected a value; else none does.",
    )
    search_log: Path | None = Field(
        default=None,
        description="File for a line about each search; without it none is kept.",
    )
    search_log_days: int = Field(
        default=90, ge=1, description="Days for which those lines are kept."
    )
    label_key: SecretStr = Field(
        default=SecretStr(""),
        description="Key that lets programs label over the API; without it none may.",
    )
    opensearch_url: Servers = Field(
        default="",
        description="OpenSearch nodes, comma separated; the index is kept there.",
    )
    opensearch_prefix: str = Field(
        default="blueprints",
        pattern=r"^[a-z][a-z0-9_-]*$",
        description="How the names of its indexes begin: one for each library.",
    )
    opensearch_user: str = Field(default="", description="User name for OpenSearch.")
    opensearch_password: SecretStr = Field(
        default=SecretStr(""), description="Password of that user."
    )
    opensearch_api_key: SecretStr = Field(
        default=SecretStr(""), description="API key, in place of user and password."
    )
    opensearch_ca: Path | None = Field(
        default=None,
        description="File of the authority that signed the certificates of the nodes.",
    )
    opensearch_verify: bool = Field(
        default=True, description="Check those certificates; false only to try out."
    )
    opensearch_timeout_seconds: float = Field(
        default=10.0,
        gt=0,
        le=DAY,
        description="Wall clock for one call to OpenSearch.",
    )
    opensearch_shards: int = Field(
        default=1, ge=1, description="Parts that each new index is split into."
    )
    tika_endpoint: Servers = Field(
        default="",
        validation_alias=AliasChoices(
            "BLUEPRINTS_TIKA_ENDPOINT", "TIKA_SERVER_ENDPOINT"
        ),
        description="Tika servers that read files, comma separated.",
    )
    broker_url: Broker = Field(
        default="", description="Redis URL of the Celery broker."
    )
    broker_resend_seconds: float = Field(
        default=900.0,
        gt=0,
        le=DAY,
        description="Files are sent to the queue again when none was done for so long.",
    )

    @property
    def record_store(self) -> str:
        """Where the records lie: a folder, or a URL that fsspec opens."""
        return self.records or str(self.data / "records")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (fixed by the base)
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Explicit values win over the environment, and that over the file."""
        return (
            init_settings,
            env_settings,
            TomlConfigSettingsSource(settings_cls),
            file_secret_settings,
        )
