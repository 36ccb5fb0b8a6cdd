"""For people: a module a page, with templates and static files."""
