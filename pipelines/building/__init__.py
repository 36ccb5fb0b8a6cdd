"""From records to documents and a new generation of the index."""
