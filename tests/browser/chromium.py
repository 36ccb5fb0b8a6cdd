"""The browser of these tests and pictures: the system's, else Playwright's own."""

import shutil

from playwright.sync_api import Browser, Error, Playwright

SYSTEM = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class NoBrowserError(Exception):
    """No browser can be started; the message says what was tried and what to run."""


def launched(playwright: Playwright, names: tuple[str, ...] = SYSTEM) -> Browser:
    """The first browser that starts, of these names and then Playwright's own."""
    found = [path for name in names if (path := shutil.which(name))]
    tried = [f"{name}: not there" for name in names if not shutil.which(name)]
    for path in (*dict.fromkeys(found), None):
        try:
            return playwright.chromium.launch(args=QUIET, executable_path=path)
        except Error as error:
            why = error.message.partition("\n")[0]
            tried.append(f"{path or 'the browser of Playwright'}: {why}")
    raise NoBrowserError(
        "no browser can be started; run `python -m playwright install chromium`;"
        f" tried {'; '.join(tried)}"
    )
