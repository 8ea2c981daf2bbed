"""The site in a headless browser, from files and from a server, on a desktop and a phone."""

from __future__ import annotations

import csv
import functools
import http.server
import io
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from reports.catalogue import PAGES
from reports.text.units import format_interval, format_value

NAMES = ("index", *(page.id for page in PAGES))
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
    """The address of a web server that serves the publication."""
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
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


def test_every_link_resolves(browser: Browser, served: str) -> None:
    """Links to files answer, and links to an anchor find it."""
    page, _ = open_page(browser, "desktop")
    links: set[str] = set()
    anchors: dict[str, set[str]] = {}
    for name in NAMES:
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


def test_a_page_is_complete_without_scripts(browser: Browser, folder: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "who-trains.html").as_uri())
    assert page.locator("figure img").first.is_visible()
    assert page.locator("#numbers table").first.is_visible()
    assert page.locator("#explorer").is_hidden()
    context.close()


def test_the_explorer_shows_the_numbers_of_the_metrics(browser: Browser, folder: Path) -> None:
    page, log = open_page(browser, "phone")
    page.goto((folder / "who-trains.html").as_uri())
    explorer = page.locator("#explorer")
    explorer.get_by_label("Definition").select_option("notable")
    explorer.get_by_text("Numbers of the chart as a table").click()
    rows = explorer.locator("tbody tr").all_inner_texts()
    shown = [row.split("\t") for row in rows]
    with duckdb.connect(folder / "compute_divide.duckdb", read_only=True) as marts:
        expected = marts.execute(
            """
            select period, value, ci_low, ci_high, n from marts.metrics
            where metric = 'model_team_share' and definition = 'notable'
                and team_class = 'academic_only' and regexp_full_match(period, '[0-9]{4}')
                and period >= '2010' and not suppressed
            """
        ).fetchall()
    assert expected
    assert [row[1:] for row in sorted(shown) if row[0] == "Academic only"] == [
        [period, format_value(value, "share"), format_interval(low, high, "share"), str(n)]
        for period, value, low, high, n in sorted(expected)
    ]
    ticks = explorer.locator("svg text").all_text_contents()
    assert {"0%", "25%", "50%", "75%", "100%"} <= set(ticks)
    explorer.get_by_label("Academic only").uncheck()
    assert "Academic only" not in explorer.locator("tbody").inner_text()
    assert log.messages == []
    page.close()


def test_the_explorer_works_with_the_keyboard(browser: Browser, folder: Path) -> None:
    page, _ = open_page(browser, "desktop")
    page.goto((folder / "who-trains.html").as_uri())
    definition = page.get_by_label("Definition")
    definition.focus()
    before = definition.input_value()
    page.keyboard.press("ArrowDown")
    assert page.get_by_label("Definition").input_value() != before
    assert page.evaluate("document.activeElement.tagName") == "SELECT"
    page.close()


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
