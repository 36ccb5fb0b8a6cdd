"""What a page costs beside the JSON of the same question, and what it weighs."""

import gzip
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from api.app import COMPRESSION, app_over
from benchmarks.answering import QUERIES
from benchmarks.table import Line, paired
from indexer.index import Index

ROUNDS = 7
HTML = {"Accept": "text/html"}
LOADED = "link[rel=stylesheet], script[src], link[rel=icon]"


def lines(index: Index) -> Iterator[Line]:
    """Server time of search pages against their JSON, and bytes on the wire."""
    client = TestClient(app_over(index))
    for view in ("blueprints", "artefacts"):
        yield _time(client, view)
    page = client.get("/search", params={"q": QUERIES[0]}, headers=HTML).text
    own = _packed(page.encode())
    found = (n.attributes for n in LexborHTMLParser(page).css(LOADED))
    files = [str(a.get("href") or a.get("src")) for a in found]
    others = sum(_packed(client.get(name).content) for name in files)
    what = f"page of results and {len(files)} files"
    yield Line("kB on the wire at first view", what, (own + others) / 1000, 150)
    yield Line("kB on the wire after", "page of results", own / 1000, 30)


def _time(client: TestClient, view: str) -> Line:
    def page() -> None:
        for query in QUERIES:
            asked = {"q": query, "view": view}
            assert client.get("/search", params=asked, headers=HTML).is_success

    def data() -> None:
        for query in QUERIES:
            assert client.get(f"/api/v1/{view}", params={"q": query}).is_success

    page()  # templates are read at the first one
    each = 1000 / len(QUERIES)
    html, json, ratio = paired(page, data, ROUNDS)
    told = f"{html * each:.1f} ms : {json * each:.1f} ms"
    return Line(f"page of results, {view} : its JSON", told, ratio, 1.5)


def _packed(content: bytes) -> int:
    return len(gzip.compress(content, COMPRESSION))
