"""The browser to test with: the system's Chromium, or else Playwright's (`playwright install chromium`)."""

import os
import shutil

from playwright.sync_api import Browser, Playwright

# The shell first: without a window to draw, a page takes it a fifth of the work.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def executable() -> str | None:
    """What CHROMIUM_PATH says, else what is installed; None stands for Playwright's own."""
    found = (shutil.which(name) for name in NAMES)
    return os.environ.get("CHROMIUM_PATH") or next(filter(None, found), None)


def launch(playwright: Playwright) -> Browser:
    arguments = ["--disable-background-networking"]
    # Chromium's sandbox refuses root, who is the user in many containers.
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")
    return playwright.chromium.launch(executable_path=executable(), args=arguments)
