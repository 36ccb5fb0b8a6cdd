"""Suggested labels opened: the sentence that speaks for each is there, marked."""

import csv
import io
from itertools import islice

import pytest
from playwright.sync_api import expect
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from api.app import create_app
from demo.write import write_library
from pipelines.cli import main
from pipelines.ingest import ingest
from settings import Settings
from tests.browser.conftest import served

LABELS = 10
VALUE = ".app-explained dd:has(details a)"


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """Those of a few demonstration Blueprints that were really read."""
    library = tmp_path_factory.mktemp("demonstration") / "library"
    list(write_library(library, 7, 2))
    settings = Settings(data=tmp_path_factory.mktemp("data"), workers=2)
    ingest(settings, str(library))
    return settings


@pytest.fixture(scope="module")
def app(settings):
    return create_app(settings)


@pytest.fixture(scope="module")
def root(app):
    with served(app) as root:
        yield root


def plain(text):
    return " ".join(text.split()).casefold()


def is_marked(phrase, marks):
    """Whether a phrase is marked; its words may have a mark each."""
    return plain(phrase) in plain(" ".join(marks))


def values(page, root):
    """Each suggested value of all Blueprints, with the page that shows it."""
    page.goto(f"{root}/search")
    for href in [a.get_attribute("href") for a in page.locator("h3 a").all()]:
        page.goto(f"{root}{href}")
        for n in range(page.locator(VALUE).count()):
            yield page.locator(VALUE).nth(n)
            page.goto(f"{root}{href}")


def test_ten_labels_open_on_their_sentences(visit, root):
    page = visit("/search", root=root).page
    for opened, value in enumerate(islice(values(page, root), LABELS), 1):  # noqa: B007
        value.locator("summary").click()
        reason = value.locator("li:has(a)").first
        said = reason.inner_text()
        phrase = said[said.index("“") + 1 : said.index("”")]
        reason.locator("a").click()
        page.wait_for_load_state()  # a click does not wait for the whole page
        section = page.locator(".app-segment:target")
        expect(section, page.url).to_be_visible()
        assert is_marked(phrase, section.locator("mark").all_inner_texts()), page.url
    assert opened == LABELS


def test_each_suggestion_of_the_csv_opens_on_its_sentence(
    settings, app, monkeypatch, capsys
):
    monkeypatch.setenv("BLUEPRINTS_DATA", str(settings.data))
    with pytest.raises(SystemExit):
        main(["export", "--evidence", "--format", "csv", "--view", "artefacts"])
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    suggested = {row["opens"]: row for row in rows if row["opens"]}
    assert len(suggested) > LABELS
    with TestClient(app) as client:
        for row in suggested.values():
            tree = LexborHTMLParser(client.get(row["opens"]).text)
            section = tree.css_first(f"#segment-{row['segment']}")
            marks = [mark.text() for mark in section.css("mark")]
            assert is_marked(row["phrase"], marks), row
