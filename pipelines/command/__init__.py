"""The verbs of the `blueprints` command, and how they speak."""
