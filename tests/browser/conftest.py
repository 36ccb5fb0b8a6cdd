import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
import uvicorn
from playwright.sync_api import sync_playwright

from api.app import app_over
from indexer.build import build
from indexer.embedded.generations import Folder
from indexer.engines import generations_of
from indexer.generations import activate
from indexer.index import Index
from settings import Settings
from tests.api.library import MAPPINGS, documents
from tests.browser.chromium import launched

WIDE, PHONE = (1280, 900), (400, 800)
LAPTOP = (1280, 720)


@dataclass(frozen=True)
class Seen:
    """A page in the browser, and what it did that nobody should see."""

    page: object
    console: list
    outside: list


@contextmanager
def served(app):
    """The address at which an application is served."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive(), "the server has ended"
                time.sleep(0.02)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join(10)


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    """Where the application is served, over a small demonstration library."""
    folder = tmp_path_factory.mktemp("data")
    files = tmp_path_factory.mktemp("files")
    index_folder = folder / "index"
    place = Folder(index_folder)
    made = build(place, documents(files), MAPPINGS, {"demonstration": True})
    activate(place, made)
    index = Index(generations_of(Settings(data=folder)), MAPPINGS)
    with served(app_over(index)) as address:
        yield address


@pytest.fixture(scope="session")
def empty(tmp_path_factory):
    """Where the application is served before anything was ingested."""
    data = Settings(data=tmp_path_factory.mktemp("nothing"))
    index = Index(generations_of(data), MAPPINGS)
    with served(app_over(index)) as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    """One browser for all tests; a machine without one fails here."""
    with sync_playwright() as playwright:
        browser = launched(playwright)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser, address):
    """Opens a page in a context of its own: width, scripts, forced colours."""
    contexts = []

    def visited(path, size=WIDE, root=address, **options):
        width, height = size
        context = browser.new_context(
            viewport={"width": width, "height": height}, **options
        )
        contexts.append(context)
        page = context.new_page()
        console, outside = [], []
        page.on("console", lambda m: console.append(f"{m.type}: {m.text}"))
        page.on("pageerror", lambda e: console.append(f"error: {e}"))
        page.on(
            "request",
            lambda r: None if r.url.startswith(root) else outside.append(r.url),
        )
        page.goto(f"{root}{path}")
        return Seen(page, console, outside)

    yield visited
    for context in contexts:
        context.close()
