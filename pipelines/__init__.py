"""How a file becomes a document: library, extraction, records, enrichment, ingest."""
