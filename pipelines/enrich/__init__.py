"""From records and metadata to documents: terms found, facet values with evidence."""
