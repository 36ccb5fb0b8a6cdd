"""Whose service it is, as every page says."""

from dataclasses import dataclass

from settings import Settings


@dataclass(frozen=True, slots=True)
class Brand:
    """The words of an installation; `help_url` and `organisation` may be empty."""

    service: str = "Blueprint Search"
    organisation: str = ""
    nhs_logo: bool = False
    help_url: str = ""


PLAIN = Brand()


def brand_of(settings: Settings) -> Brand:
    """The brand that the settings name."""
    return Brand(
        settings.service_name,
        settings.organisation,
        settings.nhs_logo,
        settings.help_url,
    )
