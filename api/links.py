"""Addresses of everything, as paths on this server."""

from dataclasses import dataclass, replace
from math import ceil
from urllib.parse import quote, urlencode

from api.params import Pairs, pairs_of
from indexer.query import MAX_PAGE, Query

API = "/api/v1"


def with_query(path: str, pairs: Pairs) -> str:
    """The path with its parameters, if there are any."""
    query = urlencode(list(pairs))
    return f"{path}?{query}" if query else path


@dataclass(frozen=True, slots=True)
class Site:
    """The addresses under `root`, the path a proxy serves this application at."""

    root: str = ""

    def page(self, kind: str, id_: str) -> str:
        """Where people read a document."""
        return f"{self.root}/{kind}s/{quote(id_, safe='')}"

    def api(self, kind: str, id_: str, *more: str | int) -> str:
        """Where programs read a document, or a part of it."""
        parts = "".join(f"/{part}" for part in more)
        return f"{self.root}{API}/{kind}s/{quote(id_, safe='')}{parts}"

    def segment_page(self, artefact: str, segment: int, q: str = "") -> str:
        """Where people read a segment with the words of `q` marked."""
        pairs = [("q", q)] if q else []
        path = with_query(
            self.page("artefact", artefact), [*pairs, ("segment", str(segment))]
        )
        return f"{path}#segment-{segment}"

    def segment_api(self, artefact: str, segment: int, q: str = "") -> str:
        """Where programs read a segment with the words of `q` marked."""
        path = self.api("artefact", artefact, "segments", segment)
        return with_query(path, [("q", q)] if q else [])

    def blueprint(self, id_: str) -> dict[str, str]:
        """All addresses of a Blueprint."""
        return {
            "self": self.api("blueprint", id_),
            "page": self.page("blueprint", id_),
            "similar": self.api("blueprint", id_, "similar"),
        }

    def inside(self, blueprint: str) -> str:
        """Where programs search the artefacts of a Blueprint."""
        return with_query(f"{self.root}{API}/artefacts", [("blueprint", blueprint)])

    def artefact(self, id_: str) -> dict[str, str]:
        """All addresses of an artefact."""
        return {
            "self": self.api("artefact", id_),
            "page": self.page("artefact", id_),
            "file": self.api("artefact", id_, "file"),
        }


@dataclass(frozen=True, slots=True)
class Place:
    """The address a search is asked at, with what is always in it."""

    path: str
    fixed: tuple[tuple[str, str], ...] = ()

    def url(self, query: Query) -> str:
        """The address of a query here."""
        return with_query(self.path, [*self.fixed, *pairs_of(query)])

    def paging(self, query: Query, pages: int) -> dict[str, str]:
        """self, first, last, and prev and next where they exist."""
        links = {
            "self": self.url(query),
            "first": self.url(replace(query, page=1)),
            "last": self.url(replace(query, page=max(pages, 1))),
        }
        if query.page > 1:
            before = min(query.page - 1, max(pages, 1))
            links["prev"] = self.url(replace(query, page=before))
        if query.page < pages:
            links["next"] = self.url(replace(query, page=query.page + 1))
        return links


def pages_of(total: int, size: int) -> int:
    """How many pages can be asked for; none where no results are shown."""
    return min(MAX_PAGE, ceil(total / size)) if size else 0
