"""The addresses beside search and documents: overviews, feeds, help."""

from collections.abc import Callable

from starlette.responses import Response

from api.coverage import coverage_csv, coverage_page

BESIDE: tuple[tuple[str, Callable[..., Response]], ...] = (
    ("/coverage", coverage_page),
    ("/coverage.csv", coverage_csv),
)
