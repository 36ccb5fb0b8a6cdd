"""The addresses of all pages."""

from collections.abc import Callable

from starlette.responses import Response

from api.assets import static

PAGES: tuple[tuple[str, Callable[..., Response]], ...] = (
    ("/static/{digest}/{name:path}", static),
)
