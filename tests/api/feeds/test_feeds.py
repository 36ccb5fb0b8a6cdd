"""Feeds, maps and what browsers ask: what they say, and to whom."""

from xml.etree.ElementTree import fromstring

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.api.library import HOSTILE, SECRET

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize("address", ["/search.atom", "/sitemap.xml"])
def test_hidden_and_hostile_text_stays_out(client, address):
    text = client.get(address).text
    assert SECRET not in text
    assert HOSTILE not in text


@pytest.mark.parametrize(
    ("address", "status"), [("/search.atom", 422), ("/robots.txt", 200)]
)
def test_an_unknown_parameter_is_told_but_to_crawlers(client, address, status):
    assert client.get(f"{address}?nonsense=1").status_code == status


def test_a_feed_holds_what_the_search_finds_newest_first(client):
    answer = client.get("/search.atom?q=ward&view=artefacts&sort=title&page=2")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = fromstring(answer.content)
    found = client.get("/api/v1/artefacts?q=ward&sort=-published&size=50").json()
    titles = [e.findtext(f"{ATOM}title") for e in feed.iter(f"{ATOM}entry")]
    assert titles == [r["title"]["text"] for r in found["results"]]
    assert HOSTILE in titles
    for entry in feed.iter(f"{ATOM}entry"):
        assert entry.findtext(f"{ATOM}id").startswith("http://testserver/artefacts/")
        assert entry.findtext(f"{ATOM}updated")


@pytest.mark.parametrize("view", ["", "&view=artefacts"])
def test_a_search_leads_to_its_feed_json_and_table(client, view):
    answer = client.get(f"/search?q=ward+<b>&technology=epma{view}")
    html = LexborHTMLParser(answer.text)
    feed, data, table = (
        client.get(link.attributes["href"])
        for link in html.css('link[rel="alternate"]')
    )
    found = data.json()
    assert found["query"]["view"] == (view[6:] or "blueprints")
    assert found["query"]["q"] == "ward <b>"
    hits = len(found["results"])
    assert len(fromstring(feed.content).findall(f"{ATOM}entry")) == hits
    assert len(table.text.splitlines()) == hits + 1
    assert "q=ward" in html.css_first(".app-printed").text()


def test_a_feed_survives_what_xml_cannot_hold(client):
    answer = client.get("/search.atom", params={"q": "a\x00\x08\ufffe<b>"})
    assert answer.status_code == 200
    assert "a<b>" in fromstring(answer.content).findtext(f"{ATOM}title")


def test_the_search_of_a_browser_leads_here(client):
    answer = client.get("/opensearch.xml")
    root = fromstring(answer.content)
    name = root.findtext("{http://a9.com/-/spec/opensearch/1.1/}ShortName")
    assert name
    assert len(name) <= 16
    urls = [e.attrib["template"] for e in root if "template" in e.attrib]
    assert "http://testserver/search?q={searchTerms}" in urls


def test_the_map_names_what_everyone_may_open_and_no_more(client, finance):
    text = client.get("/sitemap.xml").text
    assert "http://testserver/blueprints/epr<" in text
    assert "/artefacts/plan<" in text
    assert "hidden" not in text
    assert "draft" not in text
    assert finance.get("/sitemap.xml").status_code == 404


def test_crawlers_stay_out_where_people_sign_in(client, finance):
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").text
    assert finance.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
