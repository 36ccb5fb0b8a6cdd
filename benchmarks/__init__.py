"""Ratios measured in one run; `make bench` prints them as the table of the docs."""
