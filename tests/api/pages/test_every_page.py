from html import escape

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from api.app import app_over
from api.http.brand import Brand
from api.pages.assets import Assets
from api.pages.rendering import environment
from tests.api.library import HOSTILE, SECRET
from tests.api.pages.conftest import BROWSER

PAGES = (
    "/",
    "/search",
    "/search?q=ward&technology=epr&exclude_care_setting=acute",
    "/search?q=ward&view=artefacts",
    "/search?q=nothingatall&technology=epr",
    "/facets/technology?q=ward",
    "/blueprints/epr",
    "/blueprints/chart",
    "/artefacts/plan?q=ward",
    "/artefacts/chart?q=ward",
)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_one_heading_its_title_and_a_strict_policy(client, page, address):
    tree = page(address)
    assert len(tree.css("h1")) == 1
    assert tree.css_first("title").text().endswith("– Blueprint Search")
    policy = client.get(address, headers=BROWSER).headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    ids = [n.attributes["id"] for n in tree.css("[id]")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("nhs_logo", [True, False])
def test_the_menu_tells_this_page_from_one_below_an_entry(index, nhs_logo):
    client = TestClient(app_over(index, brand=Brand(nhs_logo=nhs_logo)))
    for address, told in {
        "/": ("Search", "page"),
        "/blueprints/epr": ("Search", "true"),
        "/wgll": ("What Good Looks Like", "page"),
        "/wgll/well-led": ("What Good Looks Like", "true"),
    }.items():
        tree = LexborHTMLParser(client.get(address, headers=BROWSER).text)
        (marked,) = tree.css("header [aria-current]")
        found = (marked.text().strip(), marked.attributes["aria-current"])
        assert found == told, address


@pytest.mark.parametrize("address", PAGES)
def test_text_of_documents_stays_text(client, page, address):
    tree = page(address)
    assert all("alert" not in s.text() for s in tree.css("script"))
    assert HOSTILE not in client.get(address, headers=BROWSER).text
    assert not tree.css("[style], [onclick], main b")


def test_a_hostile_question_is_shown_and_not_run(client):
    text = '"><script>alert(2)</script>'
    html = client.get("/search", params={"q": text}, headers=BROWSER).text
    assert text not in html
    assert escape(text) in html.replace("&#34;", "&quot;")


def test_nothing_of_another_audience_is_shown(client):
    for address in (*PAGES, "/artefacts/costs", "/blueprints/hidden"):
        assert SECRET not in client.get(address, headers=BROWSER).text


def test_the_same_page_is_not_made_twice(client):
    tag = client.get("/search?q=ward", headers=BROWSER).headers["etag"]
    again = client.get("/search?q=ward", headers={**BROWSER, "If-None-Match": tag})
    assert again.status_code == 304


def test_files_are_kept_for_ever_under_their_digest(client):
    address = Assets().url("", "app.css")
    assert "immutable" in client.get(address).headers["cache-control"]
    assert client.get("/static/another/app.css").status_code == 404
    assert client.get(address.replace("app.css", "../app.py")).status_code == 404


def test_the_brand_is_on_every_page(index):
    brand = Brand("Proof Finder", "Rivermouth Trust", True, "https://help.example")
    client = TestClient(app_over(index, brand=brand))
    html = client.get("/", headers=BROWSER).text
    assert "Find proven digital work – Proof Finder" in html
    assert "Rivermouth Trust" in html
    assert 'href="https://help.example"' in html
    assert 'aria-label="NHS' in html


def test_no_logo_of_the_nhs_without_the_setting(client):
    assert "nhsuk-header__logo" not in client.get("/", headers=BROWSER).text


def test_a_name_that_a_template_does_not_know_is_an_error():
    made = environment()
    assert made.from_string("{% if a.b.c %}x{% endif %}").render() == ""
    with pytest.raises(Exception, match="undefined"):
        made.from_string("{{ a.b.c }}").render()
