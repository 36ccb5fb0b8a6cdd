"""What an address names, for the asker; 404 if there is no such thing."""

from http import HTTPStatus
from typing import NoReturn

from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.http.context import audience_of, context_of, frame_of
from api.views.wgll import PILLAR, Pillars, terms_of
from indexer.documents import Kind
from indexer.query import Opened
from mappings.taxonomy import Term


def opened_by(request: Request, kind: Kind, id_: str) -> Opened:
    """A Blueprint or an artefact that the asker may see."""
    opened = context_of(request).index.open(kind, id_, audience_of(request))
    if opened is None:
        said = "Blueprint" if kind == "blueprint" else kind
        not_there(f"there is no {said} {id_!r}")
    return opened


def check_facet(request: Request, field: str) -> None:
    """Nothing comes back: the schema has such a facet."""
    if field not in {f.name for f in context_of(request).index.lexicon.schema.facets}:
        not_there(f"there is no facet {field!r}")


def pillars_of(request: Request) -> Pillars:
    """The pillars as the asker sees them."""
    frame = frame_of(request)
    taxonomy = terms_of(frame, PILLAR)
    if taxonomy is None:
        not_there("the schema has no pillars")
    return Pillars(frame, taxonomy)


def pillar_of(pillars: Pillars, id_: str) -> Term:
    """A pillar by its id."""
    return pillars.taxonomy.by_id.get(id_) or _no_pillar(id_)


def pillar_called(pillars: Pillars, name: str) -> Term:
    """A pillar by any of its names, or by its number."""
    numbered = f"Pillar {name}" if name.isdigit() else name
    return pillars.taxonomy.resolve(numbered) or _no_pillar(name)


def _no_pillar(name: str) -> NoReturn:
    not_there(f"there is no pillar {name!r}")


def not_there(detail: str) -> NoReturn:
    """404, and what there is not."""
    raise HTTPException(HTTPStatus.NOT_FOUND, detail)
