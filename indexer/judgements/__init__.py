"""People's word on facet values: taken, kept, and what has become of it."""
