"""The site in a headless browser, from files and from a server, on a desktop and a phone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from reports.site.about import PAGES
from tests.browser.conftest import PageLog, log_of

NAMES = ("index", *(page.id for page in PAGES), "404")
WIDTHS = {"desktop": 1280, "phone": 360}


def open_page(browser: Browser, width: str, scheme: str = "light") -> tuple[Page, PageLog]:
    """Open a new page and log its messages and requests."""
    page = browser.new_page(
        viewport={"width": WIDTHS[width], "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    return page, log_of(page)


@dataclass
class Seen:
    """A page that was opened as a file: its messages, its requests and its layout."""

    messages: list[str]
    requests: list[str]
    width: int
    broken_images: int
    violations: list[tuple[str, str]]


# Rules of axe that depend on the width and the colours; all others run at one of the two sizes.
OF_THE_SCREEN = ["color-contrast", "link-in-text-block", "scrollable-region-focusable"]
# Closed tables are checked too. Rows of a table are alike, and axe takes long for each cell.
OPENED = """() => {
    document.querySelectorAll('details').forEach((one) => { one.open = true; });
    document.querySelectorAll('tbody').forEach((body) => {
        [...body.rows].slice(5).forEach((row) => row.remove());
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


def look(page: Page, log: PageLog, url: str, rules: list[str]) -> Seen:
    """Open a page, and check it with axe at the end, because that changes it."""
    log.clear()
    page.goto(url)
    width = page.evaluate("document.documentElement.scrollWidth")
    broken = page.evaluate("[...document.images].filter((one) => !one.naturalWidth).length")
    found = Seen(list(log.messages), list(log.requests), width, broken, [])
    page.evaluate(OPENED)
    found.violations = serious(page, rules)
    return found


@pytest.fixture(scope="module", params=[("desktop", "light"), ("phone", "dark")], ids="-".join)
def view(
    request: pytest.FixtureRequest, browser: Browser, folder: Path
) -> tuple[int, dict[str, Seen]]:
    """The width of a screen, and every page at this width, each opened once."""
    width, scheme = request.param
    page, log = open_page(browser, width, scheme)
    rules = OF_THE_SCREEN if scheme == "dark" else []
    seen = {name: look(page, log, (folder / f"{name}.html").as_uri(), rules) for name in NAMES}
    page.close()
    return WIDTHS[width], seen


def test_pages_open_as_files(view: tuple[int, dict[str, Seen]], folder: Path) -> None:
    """A page gives no message, requests no file outside the folder, and fits the screen."""
    width, seen = view
    for name, page in seen.items():
        assert page.messages == [], name
        own = (folder.as_uri(), "data:,")
        assert page.requests, name
        assert [url for url in page.requests if not url.startswith(own)] == [], name
        assert page.width <= width, name
        assert page.broken_images == 0, name


def test_axe_finds_nothing_serious(view: tuple[int, dict[str, Seen]]) -> None:
    for name, page in view[1].items():
        assert page.violations == [], name


def test_the_explorer_loads_its_files_when_a_reader_comes_near_it(
    browser: Browser, folder: Path
) -> None:
    page, log = open_page(browser, "phone")
    page.goto((folder / "who-trains.html").as_uri())
    assert not [url for url in log.requests if url.endswith(".js")]
    page.locator("#explore").scroll_into_view_if_needed()
    page.locator("#explorer .chart svg").wait_for()
    loaded = [Path(url).name for url in log.requests if url.endswith(".js")]
    assert sorted(loaded) == ["explorer.js", "plot.js", "who-trains.js"]
    assert log.messages == []
    page.close()


def test_a_page_is_complete_without_scripts(browser: Browser, folder: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "who-trains.html").as_uri())
    assert page.locator("figure img").first.is_visible()
    page.get_by_text("Tables with k of n").click()
    assert page.locator("#numbers table").first.is_visible()
    assert page.locator("#explorer").is_hidden()
    assert page.get_by_text("files that need no script").is_visible()
    context.close()


def test_downloads_open(browser: Browser, site: str) -> None:
    page, _ = open_page(browser, "desktop")
    page.goto(f"{site}/data.html")
    with page.expect_download() as waiting:
        page.evaluate("document.querySelector('a[href$=\".duckdb\"]').click()")
    with duckdb.connect(waiting.value.path(), read_only=True) as marts:
        counted = marts.execute("select count(*) from marts.metrics").fetchone()
    assert counted
    assert counted[0] > 100
    link = page.evaluate("document.querySelector('a[href$=\"metrics.csv\"]').href")
    assert link == f"{site}/metrics.csv"
    assert page.request.get(link).ok
    page.close()
