"""Views written as JSON without checking them again."""

import json
from typing import Any


def written(view: object) -> bytes:
    """A view, or plain data, as JSON in UTF-8."""
    text = json.dumps(view, default=_fields, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def _fields(view: Any) -> dict[str, Any]:
    """The fields of a dataclass with slots; the views have no other kind."""
    return {name: getattr(view, name) for name in view.__slots__}
