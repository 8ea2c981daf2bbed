"""The site in a headless browser, from files and from a server, on a desktop and a phone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from reports.site.pages import PAGES
from tests.browser.conftest import PATIENCE, PageLog, log_of

# One page of each template that several pages share.
SHARED = ("papers/all", "venues/neurips", "countries/united-states")
NAMES = ("index", *(page.id for page in PAGES), *SHARED, "404")
WIDTHS = {"desktop": 1280, "phone": 360}


def open_page(browser: Browser, device: str) -> tuple[Page, PageLog]:
    """Open a new page and log its messages and requests."""
    page = browser.new_page(viewport={"width": WIDTHS[device], "height": 800})
    page.set_default_timeout(PATIENCE)
    return page, log_of(page)


@dataclass
class View:
    """A page that was opened as a file: its messages, its requests and its layout."""

    messages: list[str]
    requests: list[str]
    broken_images: int
    widths: dict[str, int]
    violations: list[tuple[str, str]]


# Rules of axe that depend on the width and the colours.
OF_THE_SCREEN = ["color-contrast", "link-in-text-block", "scrollable-region-focusable"]
# These pages have every element and class of the site, so axe looks at no other.
VARIED = {
    *("index", "what-is-in-reach", "how-concentrated", "claims", "changes", "data"),
    *("caveats", "methods", "models", "neurips", "about", "all", "organisations"),
}
# Closed tables are checked too. Rows of a table are alike, and axe takes long for each cell.
OPENED = """() => {
    document.querySelectorAll('details').forEach((one) => { one.open = true; });
    document.querySelectorAll('tbody').forEach((body) => {
        [...body.rows].slice(2).forEach((row) => row.remove());
    });
}"""


def serious(page: Page, rules: list[str]) -> list[tuple[str, str]]:
    """Return serious violations of some or all rules of axe, each with its place."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = rules
    return [
        (violation["id"], violation["nodes"][0]["html"])
        for violation in Axe().run(page, options=options).response["violations"]
        if violation["impact"] in ("serious", "critical")
    ]


def resize(page: Page, device: str) -> None:
    """Show the page in the light on a desktop, or in the dark on a phone."""
    page.set_viewport_size({"width": WIDTHS[device], "height": 800})
    page.emulate_media(color_scheme="dark" if device == "phone" else "light")


def look(page: Page, log: PageLog, url: str) -> View:
    """Open a page, and check it with axe at the end, because that changes it."""
    log.clear()
    page.goto(url)
    widths = {}
    for device in WIDTHS:
        resize(page, device)
        widths[device] = page.evaluate("document.documentElement.scrollWidth")
    broken = page.evaluate(
        "[...document.images].filter((image) => image.complete && !image.naturalWidth).length"
    )
    view = View(list(log.messages), list(log.requests), broken, widths, [])
    if Path(url).stem in VARIED:
        page.evaluate(OPENED)
        view.violations += serious(page, OF_THE_SCREEN)
        resize(page, "desktop")
        view.violations += serious(page, [])
    return view


@pytest.fixture(scope="module")
def views(browser: Browser, folder: Path) -> dict[str, View]:
    """Every page, opened once."""
    page, log = open_page(browser, "desktop")
    pages = {name: look(page, log, (folder / f"{name}.html").as_uri()) for name in NAMES}
    page.close()
    return pages


def test_pages_open_as_files(views: dict[str, View], folder: Path) -> None:
    """A page gives no message, requests no file outside the folder, and fits the screen."""
    for name, page in views.items():
        assert page.messages == [], name
        own = (folder.as_uri(), "data:,")
        assert page.requests, name
        assert [url for url in page.requests if not url.startswith(own)] == [], name
        assert all(page.widths[device] <= width for device, width in WIDTHS.items()), name
        assert page.broken_images == 0, name


def test_axe_finds_nothing_serious(views: dict[str, View]) -> None:
    assert {name: page.violations for name, page in views.items() if page.violations} == {}


def test_a_chart_loads_its_files_when_a_reader_comes_near_it(
    browser: Browser, folder: Path
) -> None:
    page, log = open_page(browser, "phone")
    page.goto((folder / "who-trains.html").as_uri())
    assert not [url for url in log.requests if url.endswith(".js")]
    page.locator("#explore").scroll_into_view_if_needed()
    page.locator("#explore .chart svg").wait_for()
    loaded = [Path(url).name for url in log.requests if url.endswith(".js")]
    assert loaded[:2] == ["plot.js", "charts.js"]
    assert log.messages == []
    page.close()


def test_a_page_is_complete_without_scripts(browser: Browser, folder: Path) -> None:
    screen = {"width": 390, "height": 844}
    context = browser.new_context(java_script_enabled=False, viewport=screen)
    page = context.new_page()
    page.goto((folder / "who-trains.html").as_uri())
    width = page.locator("figure img").first.evaluate("(shown) => shown.clientWidth")
    # Its smallest words have 7.6 points. It is 5.8 inches wide, and scrolls in its box.
    assert 7.6 * width / (5.8 * 72) >= 10
    page.get_by_text("Table", exact=True).click()
    assert page.locator("#numbers table[aria-labelledby]").first.is_visible()
    assert page.locator("#explore .chart").is_hidden()
    page.get_by_text("Rows", exact=True).click()
    assert page.get_by_text("metrics.csv.gz").first.is_visible()
    page.goto((folder / "what-is-in-reach.html").as_uri())
    assert page.get_by_label("GPUs", exact=True).is_hidden()
    page.get_by_text("Table", exact=True).click()
    page.locator("#calculator").get_by_role("link", name="the table of budgets").click()
    assert page.locator(":target tbody tr").count() == 6
    context.close()
