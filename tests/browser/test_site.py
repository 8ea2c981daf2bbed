"""The site in a headless browser, from files and from a server, on a desktop and a phone."""

from __future__ import annotations

import csv
import functools
import http.server
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from reports.catalogue import PAGES
from tests.ingestion.servers import serving

NAMES = ("index", *(page.id for page in PAGES), "404")
WIDTHS = {"desktop": 1280, "phone": 360}


@dataclass
class PageLog:
    """The messages and requests of a page while it is open."""

    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def folder(sample_home: Path) -> Path:
    return (sample_home / "published" / "latest").resolve()


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[str]:
    """The address of a web server that serves the publication under a path of its own."""
    handler = functools.partial(Quiet, directory=str(folder.parent))
    with serving(http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)) as server:
        yield f"http://127.0.0.1:{server.server_port}/{folder.name}"


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A server that does not write its requests into the tests' output."""

    def log_message(self, *_: object) -> None:
        """Log nothing."""


def open_page(browser: Browser, width: str, scheme: str = "light") -> tuple[Page, PageLog]:
    """Open a new page and log its messages and requests."""
    page = browser.new_page(
        viewport={"width": WIDTHS[width], "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    log = PageLog()
    page.on("console", lambda message: log.messages.append(message.text))
    page.on("pageerror", lambda error: log.messages.append(str(error)))
    page.on("request", lambda request: log.requests.append(request.url))
    return page, log


@dataclass
class Seen:
    """A page that was opened as a file: its messages, its requests and its layout."""

    messages: list[str]
    requests: list[str]
    width: int
    broken_images: int
    words: int
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
    log.messages.clear()
    log.requests.clear()
    page.goto(url)
    width = page.evaluate("document.documentElement.scrollWidth")
    broken = page.evaluate("[...document.images].filter((one) => !one.naturalWidth).length")
    words = len(page.locator("body").inner_text().split())
    found = Seen(list(log.messages), list(log.requests), width, broken, words, [])
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


def test_the_front_page_is_read_in_a_minute(view: tuple[int, dict[str, Seen]]) -> None:
    """The test counts every word that a reader sees, also in menus and at the end of the page."""
    assert 100 < view[1]["index"].words < 300


def test_axe_finds_what_is_wrong(browser: Browser) -> None:
    page, _ = open_page(browser, "desktop")
    page.set_content("<html lang=en><title>T</title><p style='color: #eee'>Pale words</p><img>")
    assert {rule for rule, _ in serious(page, [])} == {"color-contrast", "image-alt"}
    assert {rule for rule, _ in serious(page, OF_THE_SCREEN)} == {"color-contrast"}
    page.close()


def test_pages_open_from_a_server_and_every_link_resolves(
    browser: Browser, served: str, folder: Path
) -> None:
    """Each link leads to a file, and each link with an anchor leads to that anchor."""
    page, log = open_page(browser, "desktop")
    links: set[str] = set()
    anchors: dict[str, set[str]] = {}
    release = json.loads((folder / "manifest.json").read_text())["release"]
    for name in (*NAMES, f"releases/{release}"):
        page.goto(f"{served}/{name}.html")
        assert log.messages == [], name
        links |= set(page.evaluate("[...document.links].map((link) => link.href)"))
        ids = "[...document.querySelectorAll('[id]')].map((element) => element.id)"
        anchors[f"{served}/{name}.html"] = set(page.evaluate(ids))
    assert all(url.startswith((served, "data:,")) for url in log.requests)
    local = {link for link in links if link.startswith(served)}
    assert len(local) > 100
    for target in sorted({link.partition("#")[0] for link in local}):
        assert page.request.head(target).ok, target
    for link in local:
        target, _, anchor = link.partition("#")
        assert not anchor or anchor in anchors[target], link
    page.close()


def test_a_printed_page_has_figures_and_numbers(browser: Browser, folder: Path) -> None:
    page, _ = open_page(browser, "desktop")
    page.emulate_media(media="print")
    page.goto((folder / "who-trains.html").as_uri())
    assert page.locator("figure img").first.is_visible()
    assert page.locator("#numbers table").first.is_visible()
    assert page.locator("header .side").is_hidden()
    page.close()


def test_the_search_finds_pages_metrics_and_definitions(browser: Browser, served: str) -> None:
    """The search meets the policy of the page and sends no request to other hosts."""
    page, log = open_page(browser, "phone")
    page.goto(f"{served}/search.html")
    results = page.locator(".pagefind-ui__result-link")
    for words, found in {
        "academic share of models": "who-trains.html",
        "open_weights_share": "methods.html#metric-open_weights_share",
        "large_scale_1e23": "methods.html#definition-large_scale_1e23",
        "venue-year": "terms.html#term-venue-year",
    }.items():
        page.get_by_role("textbox", name="Search this site").fill(words)
        results.and_(page.locator(f"[href$='{found}']")).first.wait_for()
    assert log.messages == []
    assert all(url.startswith((served, "data:,")) for url in log.requests)
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS["phone"]
    assert Axe().run(page).response["violations"] == []
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


def test_the_first_tab_stop_skips_to_the_content(browser: Browser, folder: Path) -> None:
    page, _ = open_page(browser, "desktop")
    page.goto((folder / "index.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.close()


def test_downloads_open_and_match_the_metrics(browser: Browser, served: str, folder: Path) -> None:
    page, _ = open_page(browser, "desktop")
    page.goto(f"{served}/data.html")
    with page.expect_download() as waiting:
        page.evaluate("document.querySelector('a[href$=\".duckdb\"]').click()")
    with duckdb.connect(waiting.value.path(), read_only=True) as marts:
        rows = marts.execute("select value, n from marts.metrics order by all").fetchall()
    answer = page.request.get(f"{served}/metrics.csv")
    read = [
        (float(row["value"]) if row["value"] else None, int(row["n"]) if row["n"] else None)
        for row in csv.DictReader(io.StringIO(answer.text()))
    ]
    parquet = folder / "metrics.parquet"
    columnar = duckdb.sql(f"select value, n from '{parquet}' order by all").fetchall()
    assert len(rows) > 100
    assert sorted(read, key=str) == sorted(rows, key=str) == sorted(columnar, key=str)
    page.close()
