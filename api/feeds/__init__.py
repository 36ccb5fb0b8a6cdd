"""For other programs: Atom, tables for spreadsheets, maps of the site."""
