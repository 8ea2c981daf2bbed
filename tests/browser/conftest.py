"""A headless Chromium and a served publication, which the tests of this folder share."""

from __future__ import annotations

import functools
import http.server
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.ingestion.servers import serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# Milliseconds that a page has for one thing. Only one that never comes takes so long.
PATIENCE = 120_000
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("needs Chromium (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="package")
def folder(record_home: Path) -> Path:
    """The publication of the record."""
    return (record_home / "published" / "latest").resolve()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A handler that does not write its requests into the tests' output."""

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@pytest.fixture(scope="package")
def site(folder: Path) -> Iterator[str]:
    """The address of a web server that serves the publication under a path of its own."""
    handler = functools.partial(Quiet, directory=str(folder.parent))
    with serving(http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)) as server:
        yield f"http://127.0.0.1:{server.server_port}/{folder.name}"


@dataclass
class PageLog:
    """The messages and requests of a page while it is open."""

    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def clear(self) -> None:
        """Forget what the page did before."""
        self.messages.clear()
        self.requests.clear()


def log_of(page: Page) -> PageLog:
    """Log the messages and requests of a page from now on."""
    log = PageLog()
    page.on("console", lambda message: log.messages.append(message.text))
    page.on("pageerror", lambda error: log.messages.append(str(error)))
    page.on("request", lambda request: log.requests.append(request.url))
    return log


@contextmanager
def opened(browser: Browser, device: str) -> Iterator[Page]:
    """Open a page in the light on a desktop, or in the dark on a phone that is touched.

    At the end it fits the width of its screen, and it has given no message.
    """
    width, height = SIZES[device]
    is_phone = device == "phone"
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if is_phone else "light",
        has_touch=is_phone,
        is_mobile=is_phone,
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    log = log_of(page)
    yield page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
    assert log.messages == []


@pytest.fixture(params=SIZES)
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    with opened(browser, request.param) as page:
        yield page


@pytest.fixture
def desktop(browser: Browser) -> Iterator[Page]:
    with opened(browser, "desktop") as page:
        yield page


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    with opened(browser, "phone") as page:
        yield page
