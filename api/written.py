"""Views written as JSON without checking them again."""

import json


def written(view: object) -> bytes:
    """A view, or plain data, as JSON in UTF-8."""
    # Dataclasses without slots: their fields are there as a dictionary already.
    text = json.dumps(view, default=vars, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")
