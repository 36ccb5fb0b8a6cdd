"""From the bytes of one file to segments of text, by a module a family of formats."""
