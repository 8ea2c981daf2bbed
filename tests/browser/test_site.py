"""The site in a headless browser, from files and from a server, on a desktop and a phone."""

from __future__ import annotations

import csv
import functools
import http.server
import io
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from reports.catalogue import PAGES

NAMES = ("index", *(page.id for page in PAGES), "404")
WIDTHS = {"desktop": 1280, "phone": 360}


@dataclass
class PageLog:
    """Messages and requests of a page while it is open."""

    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def folder(sample_home: Path) -> Path:
    return (sample_home / "published" / "latest").resolve()


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[str]:
    """The address of a web server that serves the publication under a path of its own."""
    handler = functools.partial(Quiet, directory=str(folder.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/{folder.name}"
        server.shutdown()


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


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_open_as_files(browser: Browser, folder: Path, width: str) -> None:
    """No message, no request outside the folder, nothing wider than the screen."""
    page, log = open_page(browser, width)
    for name in NAMES:
        page.goto((folder / f"{name}.html").as_uri())
        assert log.messages == [], name
        outside = [url for url in log.requests if not url.startswith((folder.as_uri(), "data:,"))]
        assert outside == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width], name
        broken = "[...document.images].filter((image) => !image.naturalWidth).length"
        assert page.evaluate(broken) == 0, name
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_open_from_a_server(browser: Browser, served: str, width: str) -> None:
    page, log = open_page(browser, width)
    for name in NAMES:
        page.goto(f"{served}/{name}.html")
        assert log.messages == [], name
        assert all(url.startswith((served, "data:,")) for url in log.requests), name
    page.close()


def test_every_link_resolves(browser: Browser, served: str, folder: Path) -> None:
    """Links to files answer, and links to an anchor find it."""
    page, _ = open_page(browser, "desktop")
    links: set[str] = set()
    anchors: dict[str, set[str]] = {}
    release = json.loads((folder / "manifest.json").read_text())["release"]
    for name in (*NAMES, f"releases/{release}"):
        page.goto(f"{served}/{name}.html")
        links |= set(page.evaluate("[...document.links].map((link) => link.href)"))
        ids = "[...document.querySelectorAll('[id]')].map((element) => element.id)"
        anchors[f"{served}/{name}.html"] = set(page.evaluate(ids))
    local = {link for link in links if link.startswith(served)}
    assert len(local) > 100
    for target in sorted({link.partition("#")[0] for link in local}):
        assert page.request.head(target).ok, target
    for link in local:
        target, _, anchor = link.partition("#")
        assert not anchor or anchor in anchors[target], link
    page.close()


@pytest.mark.parametrize(("width", "scheme"), [("desktop", "light"), ("phone", "dark")])
def test_axe_finds_nothing_serious(browser: Browser, folder: Path, width: str, scheme: str) -> None:
    page, _ = open_page(browser, width, scheme)
    for name in NAMES:
        page.goto((folder / f"{name}.html").as_uri())
        # Closed tables are checked too.
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        violations = Axe().run(page).response["violations"]
        serious = [
            (violation["id"], violation["nodes"][0]["html"])
            for violation in violations
            if violation["impact"] in ("serious", "critical")
        ]
        assert serious == [], name
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_front_page_is_read_in_a_minute(browser: Browser, folder: Path, width: str) -> None:
    """Every word that a reader sees, in menus and at the end of the page too."""
    page, _ = open_page(browser, width)
    page.goto((folder / "index.html").as_uri())
    assert len(page.locator("body").inner_text().split()) < 300
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
    """Within the policy of the page, and without requests to other hosts."""
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
    assert page.get_by_text("which need no script to read").is_visible()
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
