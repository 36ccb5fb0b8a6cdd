"""Pictures of the pages: `python -m tests.browser.screenshots DATA FOLDER`."""

import sys
import threading
import time
from pathlib import Path
from socket import socket

import uvicorn
from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from starlette.testclient import TestClient

from api.app import create_app
from settings import Settings
from tests.browser.conftest import CHROMIUM, QUIET

TALLEST = 1500  # pixels of a page that are kept
WIDTHS = (1280, 400)
COLOURS = 48  # they keep a picture small


def addresses(app) -> dict[str, str]:
    """The pages, with a Blueprint and an artefact that the library really has."""
    found = TestClient(app).get("/api/v1/blueprints?q=epma").json()["results"][0]
    artefact = found["artefacts"][0]
    return {
        "start": "/",
        "search": "/search?q=epma&exclude_care_setting=acute",
        "artefacts": "/search?q=epma+training&view=artefacts",
        "facet": "/facets/organisation?q=epma",
        "blueprint": found["links"]["page"],
        "artefact": artefact["passages"][0]["links"]["page"].split("#")[0],
        "coverage": "/coverage",
        "wgll": "/wgll",
        "status": "/status",
        "api": "/api",
    }


def take(browser: Browser, root: str, pages: dict[str, str], folder: Path) -> None:
    """A picture of each page at each width; pages that are not there are left out."""
    for width in WIDTHS:
        page = browser.new_page(viewport={"width": width, "height": TALLEST})
        for name, path in pages.items():
            answer = page.goto(f"{root}{path}")
            if answer is not None and answer.ok:
                picture = folder / f"{name}-{width}.png"
                page.screenshot(path=picture)
                with Image.open(picture) as whole:
                    few = whole.convert("RGB").quantize(COLOURS)
                few.save(picture, optimize=True)


def main(data: str, folder: str) -> None:
    """Serve the library of a data folder and take all pictures."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    app = create_app(Settings(data=Path(data)))
    pages = addresses(app)
    with socket() as listening, sync_playwright() as playwright:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started:
            time.sleep(0.02)
        own = {"executable_path": str(CHROMIUM)} if CHROMIUM.exists() else {}
        browser = playwright.chromium.launch(args=QUIET, **own)
        root = f"http://127.0.0.1:{listening.getsockname()[1]}"
        take(browser, root, pages, Path(folder))
        browser.close()
        server.should_exit = True
        thread.join(10)


if __name__ == "__main__":
    main(*sys.argv[1:])
