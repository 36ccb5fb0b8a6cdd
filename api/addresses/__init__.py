"""From an address to a question and back, and links to everything."""
