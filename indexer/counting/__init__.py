"""What is counted beside the hits: both units, facets, two facets crossed."""
