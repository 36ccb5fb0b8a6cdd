"""Pages for people: what each tells, and how it looks."""
