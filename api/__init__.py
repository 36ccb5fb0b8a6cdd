"""How people and programs ask: pages, feeds, the JSON API."""
