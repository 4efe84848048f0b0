"""Finds and starts the browser, for tests, benchmarks and screenshots alike."""

from __future__ import annotations

import os
import shutil

from playwright.sync_api import Browser, Playwright

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
#: The first that is installed is taken. The shell is the same Chromium of the same version without the windows, menus
#: and bars around a page, which a processor draws also where nobody sees them.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def executable() -> str:
    """Path of an installed Chromium or Chrome; the environment variable CHROMIUM goes first."""
    for name in (os.environ.get("CHROMIUM", ""), *NAMES):
        if name and (path := shutil.which(name)):
            return path
    raise FileNotFoundError("no Chromium or Google Chrome is installed; `make test` says how to get one")


def launch(playwright: Playwright) -> Browser:
    """A headless browser that asks nothing of the network by itself."""
    return playwright.chromium.launch(executable_path=executable(), headless=True, args=list(FLAGS))
