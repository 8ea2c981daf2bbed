"""Readers do tasks in at most three actions each, on a phone, and where it differs on a desktop."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page

from tests.browser.conftest import PATIENCE, log_of

SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
ON_BOTH = pytest.mark.parametrize("reader", SIZES, indirect=True)
MOST_ACTIONS = 3
SLOW_NETWORK = {
    "offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 90_000,
}  # fmt: skip


class Reader:
    """A reader who opens a page and acts on visible elements; each action counts."""

    def __init__(self, page: Page, site: str, width: int) -> None:
        self.page, self.site, self.width = page, site, width
        self.actions, self.log = 0, log_of(page)

    def open(self, name: str = "index") -> None:
        self.actions = 0
        self.log.clear()
        self.page.goto(f"{self.site}/{name}.html")

    def act(self) -> None:
        self.actions += 1
        assert self.actions <= MOST_ACTIONS

    def click(self, target: Locator) -> None:
        self.act()
        target.click()

    def link(self, name: str, where: str = "main") -> Locator:
        return self.page.locator(where).get_by_role("link", name=name, exact=True).first

    def menu(self, name: str) -> None:
        """Choose a page in the menu: two actions if it is folded, one if it is open."""
        folded = self.page.locator("header .menu > summary")
        if folded.is_visible():
            self.click(folded)
        self.click(self.page.locator("header").get_by_role("link", name=name, exact=True).first)

    def unfold(self, summary: str) -> None:
        self.click(self.page.locator("summary", has_text=summary).first)

    def sees(self, target: Locator) -> str:
        """Return the text that the reader sees; it must fit the width of the screen."""
        target.wait_for()  # until it is visible
        # At once, because results are drawn anew while one types.
        box = target.evaluate("element => element.getBoundingClientRect().toJSON()")
        assert box["x"] >= 0
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width
        return target.inner_text()


@pytest.fixture(scope="module")
def reader(request: Any, browser: Browser, site: str) -> Iterator[Reader]:
    width, height = SIZES[getattr(request, "param", "phone")]
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(PATIENCE)
    yield Reader(page, site, width)
    page.close()


@pytest.fixture(scope="module")
def marts(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(folder / "compute_divide.duckdb"), read_only=True) as connection:
        yield connection


@ON_BOTH
def test_why_published_shares_differ(reader: Reader) -> None:
    reader.open()
    reader.click(reader.link("How we compare", "footer"))
    row = reader.page.locator("#figure-by-figure ~ .scroll tr", has_text="81.0%").first
    row.scroll_into_view_if_needed()
    assert "81.0%" in reader.sees(row.locator("strong"))
    assert row.locator("td").last.inner_text()


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("terms", "academic-only if all its known organisations"),
        ("what is missing", "make report SOURCES=live"),
        ("Data", "You may reuse the numbers and figures"),
        ("How we compare", "Besiroglu et al. 2024"),
    ],
)
def test_a_question_is_answered_in_one_click(reader: Reader, link: str, words: str) -> None:
    reader.open()
    shown = reader.page.get_by_role("link", name=link, exact=True)
    if not shown.first.is_visible():
        reader.unfold("Menu")
    reader.click(shown.first)
    reader.sees(reader.page.locator("main", has_text=words))


def test_the_search_finds_pages_metrics_and_definitions(reader: Reader) -> None:
    """The search meets the policy of the page and sends no request to other hosts."""
    reader.open("search")
    results = reader.page.locator(".pagefind-ui__result-link")
    for words, address in {
        "academic share of models": "who-trains.html",
        "open_weights_share": "methods.html#metric-open_weights_share",
        "large_scale_1e23": "methods.html#definition-large_scale_1e23",
        "venue-year": "methods.html#term-venue-year",
        "nips": "venues/neurips.html",
        "NeurIPS": "venues/neurips.html",
        "USA": "countries/united-states.html",
        "DeepMind": "organisations/google.html",
        "64 H100 for a month": "what-is-in-reach.html#own-budget",
        "budget": "what-is-in-reach.html#own-budget",
        "calculator": "what-is-in-reach.html#own-budget",
        "API": "data.html#json-api",
        "python": "data.html",
        "what changed": "changes.html",
        "licence": "data.html",
        "download": "data.html",
        "contact": "about.html",
        "DOI": "data.html",
        "compute gap": "how-far-apart.html",
        "universities that still train": "organisations.html",
    }.items():
        reader.page.get_by_role("textbox", name="Search this site").fill(words)
        reader.sees(results.and_(reader.page.locator(f"[href$='{address}']")).first)
    # Words that only the index has for a page are not shown.
    reader.page.get_by_role("textbox", name="Search this site").fill("contact")
    reader.sees(results.and_(reader.page.locator("[href$='about.html']")).first)
    assert "email authors" not in reader.page.locator("#search").inner_text()
    # The search falls back to the beginning of an unknown word, here to one letter.
    reader.page.get_by_role("textbox", name="Search this site").fill("xqzvwk")
    reader.sees(reader.page.get_by_text("No results.", exact=True))
    assert not results.first.is_visible()
    # Models and organisations without a page are rows.
    reader.page.get_by_role("textbox", name="Search this site").fill("gpt-4")
    reader.sees(reader.link("all organisations"))
    assert reader.log.messages == []
    assert reader.log.requests
    assert all(url.startswith((reader.site, "data:,")) for url in reader.log.requests)
    assert Axe().run(reader.page).response["violations"] == []
    reader.click(reader.link("all models"))
    reader.sees(reader.page.locator("tbody th", has_text="GPT-4").first)


@ON_BOTH
def test_read_at_night_and_on_paper(reader: Reader) -> None:
    """The dark page has light words and dark figures; paper has dark words and all numbers."""
    reader.open("who-trains")
    lightness = """() => {
        const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/\\d+/g);
        return (Number(red) + Number(green) + Number(blue)) / 765;
    }"""
    image = reader.page.locator("figure img").first
    image.evaluate("(shown) => shown.loading = 'eager'")
    filtered = "(shown) => getComputedStyle(shown).filter"
    menu = reader.page.locator("header nav")
    assert menu.is_visible() == (reader.width == SIZES["desktop"][0])
    reader.page.emulate_media(color_scheme="dark")
    assert reader.page.evaluate(lightness) < 0.2
    assert "invert" in image.evaluate(filtered)
    reader.page.emulate_media(media="print", color_scheme="light")
    assert reader.page.evaluate(lightness) > 0.9
    assert image.is_visible()
    assert image.evaluate(filtered) == "none"
    assert reader.page.locator("#choose table").is_visible()
    assert reader.page.locator("#numbers table").last.is_visible()
    assert reader.page.get_by_text("Cite as: Compute Divide, “").is_visible()
    assert not menu.is_visible()
    reader.page.emulate_media(media="screen", color_scheme="light")


@ON_BOTH
def test_the_keyboard_reaches_every_answer(reader: Reader) -> None:
    """Every stop has a name for screen readers, and shows where it is."""
    reader.open()
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate("document.activeElement.textContent") == "Skip to the content"
    reader.act()
    reader.page.keyboard.press("Enter")
    reader.act()
    assert reader.page.evaluate("location.hash") == "#main"
    addresses = set()
    for _ in range(40):
        reader.page.keyboard.press("Tab")
        stop = reader.page.evaluate(
            """() => { const at = document.activeElement; return [
                at.getAttribute('href'),
                at.textContent.trim() || at.getAttribute('aria-label')
                    || at.querySelector('img')?.alt,
                getComputedStyle(at).outlineStyle ]; }"""
        )
        if stop[0] and stop[0].startswith("releases/"):
            break
        assert stop[1], stop
        assert stop[2] != "none", stop
        addresses.add(stop[0])
    questions = reader.page.locator(".claims h2 a")
    assert {link.get_attribute("href") for link in questions.all()} <= addresses


@ON_BOTH
def test_the_smallest_words_of_a_figure_are_legible(reader: Reader) -> None:
    """A phone scrolls the figure inside its box; the page keeps the width of the screen."""
    reader.open()
    width = reader.page.locator("figure img").first.evaluate("(shown) => shown.clientWidth")
    # The smallest words have 7.6 points, and a figure is 5.8 inches of 72 points wide.
    assert 7.6 * width / (5.8 * 72) >= 10
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= reader.width


def test_the_front_page_is_light_and_still(browser: Browser, site: str) -> None:
    """Nothing moves while a phone loads the page over a slow network."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.set_default_timeout(PATIENCE)
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", SLOW_NETWORK)
    received: list[float] = []
    devtools.on("Network.loadingFinished", lambda done: received.append(done["encodedDataLength"]))
    page.add_init_script(
        """window.shift = 0;
        new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) { window.shift += entry.value; }
        }).observe({ type: 'layout-shift', buffered: true });"""
    )
    page.goto(f"{site}/index.html", wait_until="networkidle")
    page.mouse.wheel(0, 4000)
    page.wait_for_load_state("networkidle")
    shift = page.evaluate("window.shift")
    page.close()
    assert shift == 0
    assert 20_000 < sum(received) < 600_000
