"""The JSON API: its addresses, its reference, people's word over it."""
