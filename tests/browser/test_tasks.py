"""What readers do on the site, on a phone and where it differs on a desktop."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

from tests.browser.conftest import log_of

SLOW_NETWORK = {
    "offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 90_000,
}  # fmt: skip


def link(page: Page, name: str, where: str = "main") -> Locator:
    return page.locator(where).get_by_role("link", name=name, exact=True).first


def sees(target: Locator) -> str:
    """Return the text that the reader sees."""
    target.wait_for()  # until it is visible
    # At once, because results are drawn anew while one types.
    assert target.evaluate("element => element.getBoundingClientRect().x") >= 0
    return target.inner_text()


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("Terms", "academic-only (universities alone) if all its known organisations"),
        ("what is missing", "make report SOURCES=live"),
        ("Data", "You may reuse the numbers and figures"),
        ("The paper", "Besiroglu et al."),
    ],
)
def test_a_question_is_answered_in_one_click(phone: Page, site: str, link: str, words: str) -> None:
    phone.goto(f"{site}/index.html")
    shown = phone.get_by_role("link", name=link, exact=True)
    if not shown.first.is_visible():
        phone.locator("summary", has_text="Menu").click()
    shown.first.click()
    sees(phone.locator("main", has_text=words))


def test_the_search_finds_pages_metrics_and_definitions(phone: Page, site: str) -> None:
    """The search meets the policy of the page and sends no request to other hosts."""
    log = log_of(phone)
    phone.goto(f"{site}/search.html")
    results = phone.locator(".pagefind-ui__result-link")
    for words, address in {
        "academic share of models": "who-trains.html",
        "open_weights_share": "methods.html#metric-open_weights_share",
        "large_scale_1e23": "methods.html#definition-large_scale_1e23",
        "venue-year": "methods.html#term-venue-year",
        "nips": "venues/neurips.html",
        "NeurIPS": "venues/neurips.html",
        "USA": "countries/united-states.html",
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
        phone.get_by_role("textbox", name="Search this site").fill(words)
        sees(results.and_(phone.locator(f"[href$='{address}']")).first)
    # Words that only the index has for a page are not shown.
    phone.get_by_role("textbox", name="Search this site").fill("contact")
    sees(results.and_(phone.locator("[href$='about.html']")).first)
    assert "email authors" not in phone.locator("#search").inner_text()
    # The search falls back to the beginning of an unknown word, here to one letter.
    phone.get_by_role("textbox", name="Search this site").fill("xqzvwk")
    sees(phone.get_by_text("No results.", exact=True))
    assert not results.first.is_visible()
    # Models and organisations are rows.
    phone.get_by_role("textbox", name="Search this site").fill("gpt-4")
    assert log.requests
    assert all(url.startswith((site, "data:,")) for url in log.requests)
    assert Axe().run(phone).response["violations"] == []
    link(phone, "all models").click()
    sees(phone.locator("tbody th", has_text="GPT-4").first)


def test_the_former_page_of_an_organisation_leads_to_its_row(phone: Page, site: str) -> None:
    for address in ("organisations/google.html", "organisations.html#search=DeepMind"):
        phone.goto(f"{site}/{address}")
        row = phone.locator("tbody tr", has_text="DeepMind")
        sees(row)
    link(phone, "Google").click()
    phone.locator("#shown", has_text=" models").wait_for()
    assert phone.get_by_role("combobox", name="Organisation").input_value() == "Google"


def test_read_at_night_and_on_paper(page: Page, site: str) -> None:
    """The dark page has light words and dark figures; paper has dark words and all numbers."""
    page.goto(f"{site}/who-trains.html")
    lightness = """() => {
        const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/\\d+/g);
        return (Number(red) + Number(green) + Number(blue)) / 765;
    }"""
    image = page.locator("figure img").first
    image.evaluate("(shown) => shown.loading = 'eager'")
    filtered = "(shown) => getComputedStyle(shown).filter"
    menu = page.locator("header nav")
    assert menu.is_visible() == (page.viewport_size["width"] > 1000)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(lightness) < 0.2
    assert "invert" in image.evaluate(filtered)
    page.emulate_media(media="print", color_scheme="light")
    assert page.evaluate(lightness) > 0.9
    assert image.is_visible()
    assert image.evaluate(filtered) == "none"
    assert page.locator("#choose table").is_visible()
    assert page.locator("#numbers table").last.is_visible()
    assert page.get_by_text("Cite as: Compute Divide, “").is_visible()
    assert not menu.is_visible()
    page.emulate_media(media="screen", color_scheme="light")


def test_the_keyboard_reaches_every_answer(page: Page, site: str) -> None:
    """Every stop has a name for screen readers, and shows where it is."""
    page.goto(f"{site}/index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
    addresses = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        stop = page.evaluate(
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
    questions = page.locator(".claims h2 a")
    assert {link.get_attribute("href") for link in questions.all()} <= addresses


def test_the_front_page_is_light_and_still(phone: Page, site: str) -> None:
    """Nothing moves while a phone loads the page over a slow network."""
    devtools = phone.context.new_cdp_session(phone)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", SLOW_NETWORK)
    received: list[float] = []
    devtools.on("Network.loadingFinished", lambda done: received.append(done["encodedDataLength"]))
    phone.add_init_script(
        """window.shift = 0;
        new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) { window.shift += entry.value; }
        }).observe({ type: 'layout-shift', buffered: true });"""
    )
    phone.goto(f"{site}/index.html", wait_until="networkidle")
    phone.mouse.wheel(0, 4000)
    phone.wait_for_load_state("networkidle")
    shift = phone.evaluate("window.shift")
    assert shift == 0
    assert 20_000 < sum(received) < 600_000
