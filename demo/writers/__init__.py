"""Writers: a paper becomes a file, a module a family of formats."""
