"""How people and programs ask: parameters, presentation, routes."""
