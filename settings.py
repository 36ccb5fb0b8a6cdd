"""Every knob, a sentence each; read only by the places that build things."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)


class Settings(BaseSettings):
    """Settings by environment (prefix ``BLUEPRINTS_``) or ``blueprints.toml``."""

    model_config = SettingsConfigDict(
        env_prefix="BLUEPRINTS_", toml_file="blueprints.toml", extra="forbid"
    )

    data: Path = Field(
        Path("var"), description="Folder for records, index and run table."
    )
    mappings: Path | None = Field(
        None, description="Folder with your own schema.yaml, synonyms.yaml, taxonomies."
    )
    workers: int = Field(
        0, ge=0, description="Extraction processes; 0 means one for each core."
    )
    memory_mb: int = Field(
        1024, ge=128, description="Address space of an extraction process, in MiB."
    )
    timeout_seconds: float = Field(
        60.0, gt=0, description="Wall clock for one file before its process is killed."
    )
    max_file_mb: int = Field(
        200, ge=1, description="Larger files are recorded as too_large, in MiB."
    )
    spacy_pipeline: str = Field(
        "", description="Name or path of a trained spaCy pipeline for organisations."
    )
    opensearch_url: str = Field("", description="OpenSearch nodes, comma separated.")
    tika_endpoint: str = Field("", description="Tika servers, comma separated.")
    broker_url: str = Field("", description="Redis URL of the Celery broker.")

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
