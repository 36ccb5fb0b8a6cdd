"""Where documents are kept and found: analysis, queries, engines, generations."""
