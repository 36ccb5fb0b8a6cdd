"""Pictures of the pages: `python -m tests.browser.screenshots DATA FOLDER`."""

import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from starlette.testclient import TestClient

from api.app import create_app
from settings import Settings
from tests.browser.chromium import launched
from tests.browser.conftest import served

TALLEST = 1500  # pixels of a page that are kept
WIDTHS = (1280, 400)
COLOURS = 48  # they keep a picture small


def addresses(app) -> dict[str, str]:
    """The pages, with a Blueprint and an artefact that the library really has."""
    found = TestClient(app).get("/api/v1/blueprints?q=epma").json()["results"][0]
    artefact = found["artefacts"][0]
    return {
        "start": "/",
        "search": "/search?q=discharge+summary&exclude_care_setting=acute",
        "artefacts": "/search?q=DPIA+template&view=artefacts",
        "facet": "/facets/organisation?q=epma",
        "blueprint": found["links"]["page"],
        "artefact": artefact["passages"][0]["links"]["page"].split("#")[0],
        "coverage": "/coverage?q=epma",
        "wgll": "/wgll",
        "pillar": "/wgll/well-led",
        "status": "/status",
        "api": "/api",
        "about": "/about",
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
    with served(app) as root, sync_playwright() as playwright:
        browser = launched(playwright)
        take(browser, root, pages, Path(folder))
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
