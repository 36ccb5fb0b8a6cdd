"""Addresses of everything, as paths on this server."""

from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil
from urllib.parse import quote, quote_plus, urlencode

from api.addresses.parameters import Pairs
from api.addresses.question import pairs_of
from indexer.documents import Kind
from indexer.query import MAX_PAGE, Query, View

API = "/api/v1"


def with_query(path: str, pairs: Pairs) -> str:
    """The path with its parameters, if there are any."""
    query = urlencode(list(pairs))
    return f"{path}?{query}" if query else path


@lru_cache(4096)
def escaped(id_: str) -> str:
    """An id as one part of a path; an answer names the same ones many times."""
    return quote(id_, safe="")


@lru_cache(64)
def _asked(q: str, synonyms: bool) -> str:
    """A text as parameters; an answer gives it to each of its passages."""
    return f"q={quote_plus(q)}{'' if synonyms else '&synonyms=off'}" if q else ""


@dataclass(frozen=True, slots=True)
class Site:
    """The addresses under `root`, the path a proxy serves this application at."""

    root: str = ""

    def search(self, view: View = "blueprints") -> "Place":
        """Where people search; the address says of which view if it is the other."""
        fixed = (("view", view),) if view == "artefacts" else ()
        return Place(f"{self.root}/search", fixed)

    def api_search(self, view: View) -> "Place":
        """Where programs search."""
        return Place(f"{self.root}{API}/{view}")

    def page(self, kind: Kind, id_: str) -> str:
        """Where people read a document."""
        return f"{self.root}/{kind}s/{escaped(id_)}"

    def api(self, kind: Kind, id_: str) -> str:
        """Where programs read a document."""
        return f"{self.root}{API}/{kind}s/{escaped(id_)}"

    def segment(
        self, artefact: str, n: int, q: str = "", synonyms: bool = True, part: int = 0
    ) -> dict[str, str]:
        """Where a segment is read with what a search for `q` marks in it; a page shows
        the part of a very long one that is named.
        """
        page, api = self.page("artefact", artefact), self.api("artefact", artefact)
        asked = _asked(q, synonyms)
        place = f"segment={n}{f'&part={part}' if part else ''}#segment-{n}"
        return {
            "self": f"{api}/segments/{n}{'?' if q else ''}{asked}",
            "page": f"{page}?{asked}{'&' if q else ''}{place}",
        }

    def blueprint(self, id_: str) -> dict[str, str]:
        """All addresses of a Blueprint."""
        api = self.api("blueprint", id_)
        page = self.page("blueprint", id_)
        return {"self": api, "page": page, "similar": f"{api}/similar"}

    def history(self, blueprint: str) -> str:
        """Where machines follow what changes in a Blueprint."""
        return f"{self.page('blueprint', blueprint)}/history.atom"

    def inside(self, blueprint: str) -> str:
        """Where programs search the artefacts of a Blueprint."""
        return with_query(f"{self.root}{API}/artefacts", [("blueprint", blueprint)])

    def artefact(self, id_: str) -> dict[str, str]:
        """All addresses of an artefact."""
        api = self.api("artefact", id_)
        page = self.page("artefact", id_)
        return {"self": api, "page": page, "file": f"{api}/file"}


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
