"""The embedded engine: the same trees over the same finished tokens, in a folder."""
