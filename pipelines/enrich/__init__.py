"""From records and metadata to documents: terms found, facet values with evidence."""

from pipelines.enrich.duplicates import SharedText, shared_text
from pipelines.enrich.enricher import Enricher

VERSION = "rules 4"  # changes when the same records would get other values

__all__ = ["VERSION", "Enricher", "SharedText", "shared_text"]
