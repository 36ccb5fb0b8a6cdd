"""Documents for programs that are not ours: feeds, tables, maps of the site."""
