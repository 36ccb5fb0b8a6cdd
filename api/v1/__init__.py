"""The JSON API: its addresses, its reference, labels over HTTP."""
