"""Pages made of templates: the environment, the policy, what every page knows."""

import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import Any, NoReturn

from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    UndefinedError,
)
from starlette.requests import Request
from starlette.responses import Response

from api.http.answered import answered
from api.http.brand import Brand
from api.http.context import context_of, created, site_of
from api.pages.assets import Assets
from api.views import wording
from indexer.query import EngineUnavailableError, QueryError
from indexer.understanding.grammar import MAX_CHARACTERS

HTML = "text/html; charset=utf-8"
FOLDER = Path(__file__).parent / "templates"
POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
    " script-src 'self' 'sha256-{}'; style-src 'self'; img-src 'self';"
    " font-src 'self'; connect-src 'self'; manifest-src 'self'"
)
Make = Callable[[], Mapping[str, Any]]
INLINE = re.compile(r"<script[^>]*>(?P<code>.+?)</script>", re.DOTALL)


class Shown(ChainableUndefined):
    """What is not defined may be asked for, as the NHS macros do, but never shown."""

    def __str__(self) -> NoReturn:
        raise UndefinedError(f"a template shows {self._undefined_name!r}: undefined")

    __html__ = __str__


class Pages:
    """The templates of one application, with its files and its brand."""

    def __init__(self, assets: Assets, brand: Brand) -> None:
        self.assets, self.brand = assets, brand
        self.environment = environment()
        code = self._inline()
        self.policy = POLICY.format(b64encode(sha256(code.encode()).digest()).decode())
        self.version = self._version()

    def render(self, request: Request, template: str, values: Mapping[str, Any]) -> str:
        """The page as text."""
        root = site_of(request).root
        return self.environment.get_template(template).render(
            {
                "brand": self.brand,
                "root": root,
                "complete": self.assets.complete,
                "asset": lambda name: self.assets.url(root, name),
                "assetPath": self.assets.address(root, "vendor/assets"),
                "demonstration": is_demonstration(request),
                **values,
            }
        )

    def _inline(self) -> str:
        """The one script of the base template that stands in the page itself."""
        loader = self.environment.loader
        assert loader is not None
        source, _, _ = loader.get_source(self.environment, "nhsuk/template.jinja")
        (code,) = INLINE.findall(source)
        return str(code)

    def _version(self) -> str:
        """What pages depend on beside their data: templates and files."""
        digest = sha256(self.assets.digest.encode())
        for path in sorted(FOLDER.rglob("*.jinja")):
            digest.update(path.read_bytes())
        return digest.hexdigest()[:16]


def environment() -> Environment:
    """Our templates over those of the design system, everything escaped."""
    made = Environment(
        loader=ChoiceLoader(
            [FileSystemLoader(FOLDER), PackageLoader("nhsuk_frontend_jinja")]
        ),
        autoescape=True,
        undefined=Shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(wording.FILTERS)
    made.globals["longest"] = MAX_CHARACTERS
    return made


def pages_of(request: Request) -> Pages:
    """The pages of the application that a request came to."""
    pages: Pages = request.app.state.pages
    return pages


def page(
    request: Request,
    template: str,
    values: Mapping[str, Any],
    status: int = HTTPStatus.OK,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A page made at once, for answers that nobody should keep."""
    pages = pages_of(request)
    sent = {"Cache-Control": "no-store", **(headers or {})}
    sent["Content-Security-Policy"] = pages.policy
    html = pages.render(request, template, values)
    return Response(html.encode("utf-8", "replace"), status, sent, HTML)


def answered_page(
    request: Request,
    key: str,
    template: str,
    make: Make,
    faults: tuple[QueryError, ...] = (),
) -> Response:
    """A page for a normalised question, or 304 without making it; `make` returns what
    the template needs. Where the question had faults it is 422, and tells them.
    """
    if faults:
        wrong = HTTPStatus.UNPROCESSABLE_ENTITY
        return page(request, template, {"faults": faults, **make()}, wrong)
    pages = pages_of(request)

    def write(values: Any) -> bytes:
        return pages.render(request, template, values).encode("utf-8", "replace")

    answer = answered(request, f"{pages.version} {key}", make, write, HTML)
    answer.headers["Content-Security-Policy"] = pages.policy
    return answer


def fixed_page(request: Request, template: str, make: Make) -> Response:
    """A page that no parameter changes; on paper it tells where it is and of when."""

    def values() -> Mapping[str, Any]:
        return {**printed(request), **make()}

    return answered_page(request, request.url.path, template, values)


def printed(request: Request) -> Mapping[str, str]:
    """What a page tells on paper: where it is, and of when the library is."""
    return {"address": str(request.url), "created": created(request)}


def is_demonstration(request: Request) -> bool:
    """Whether the library is made up; False where there is no index to say so."""
    try:
        manifest = context_of(request).index.manifest
    except EngineUnavailableError:
        return False
    return bool(manifest.get("demonstration"))
