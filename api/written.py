"""Views written as JSON without checking them again."""

import orjson


def written(view: object) -> bytes:
    """A view (dataclasses, lists, strings, numbers) as JSON in UTF-8."""
    return orjson.dumps(view)
