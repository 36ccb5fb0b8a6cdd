import subprocess
import sys

SCRIPT = """
from playwright.sync_api import sync_playwright
from tests.browser.chromium import launched
with sync_playwright() as playwright:
    launched(playwright, ("no-such-browser",))
"""


def test_without_a_browser_it_is_said_what_was_tried_and_what_to_run(tmp_path):
    # The driver of Playwright looks at its folder once, so it gets its own process.
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={"PLAYWRIGHT_BROWSERS_PATH": str(tmp_path), "PYTHONPATH": "."},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode == 1
    told = ran.stderr.strip().splitlines()[-1]
    assert "python -m playwright install chromium" in told
    assert "no-such-browser: not there" in told
    assert "the browser of Playwright: " in told
