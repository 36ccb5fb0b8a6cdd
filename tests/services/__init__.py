"""Real servers for tests: a given URL, else Docker, else started here, else failure."""
