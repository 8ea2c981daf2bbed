"""Each k of n opens the rows that it counts; tables are sorted, filtered and downloaded."""

from __future__ import annotations

import csv
import html
import json
import re
from pathlib import Path

import duckdb
from playwright.sync_api import Browser, Page

VIEWS = re.compile("data-views='([^']*)'")
LINK = re.compile(r'<a href="(?:\.\./)?(models\.html#[^"]*)">(.*?)</a>', re.S)
K = re.compile('data-column="k">([0-9,]+)<')
GO = """(hash) => new Promise((done) => {
    if (location.hash === hash) { done(document.body.dataset.rows); return; }
    addEventListener('hashchange', () => done(document.body.dataset.rows), { once: true });
    location.hash = hash;
})"""


def show(page: Page, folder: Path, address: str) -> None:
    page.goto("about:blank")
    name, _, rest = address.partition("#")
    page.goto(f"{(folder / name).as_uri()}#{rest}")
    page.locator("body[data-rows]").wait_for()


def counts(folder: Path) -> dict[str, set[int]]:
    """Return the k of each table, sentence and line of a chart that opens models, by address."""
    found: dict[str, set[int]] = {}
    for path in folder.glob("*.html"):
        page = path.read_text("utf-8")
        for address, text in LINK.findall(page):
            if k := K.search(text):
                found.setdefault(html.unescape(address), set()).add(int(k[1].replace(",", "")))
        views = json.loads(html.unescape(match[1])) if (match := VIEWS.search(page)) else []
        for line in (line for view in views for line in view["lines"]):
            period, *_, k = line["points"][-1][:6]
            if k is not None and line["rows"].startswith("models.html"):
                found.setdefault(line["rows"].replace("%7Bperiod%7D", period), set()).add(k)
    return found


def test_every_k_of_models_is_the_number_of_rows_that_it_opens(desktop: Page, folder: Path) -> None:
    addresses = counts(folder)
    metrics = {re.search("(most|base|compute|weights|largest)=", a) for a in addresses}
    assert len({match[1] for match in metrics if match}) == 5
    show(desktop, folder, "models.html")
    shown = {name: {int(desktop.evaluate(GO, f"#{name.partition('#')[2]}"))} for name in addresses}
    assert shown == addresses


def test_the_answer_opens_its_models_with_what_decided_their_class(
    desktop: Page, folder: Path
) -> None:
    desktop.goto((folder / "who-trains.html").as_uri())
    link = desktop.locator(".lead a").first
    k = int(link.inner_text())
    link.click()
    desktop.locator("body[data-rows]").wait_for()
    rows = desktop.locator("[data-rows] tbody tr")
    assert rows.count() == k
    assert desktop.locator("#shown").inner_text().startswith(f"{k} of ")
    assert all("academia" in text for text in rows.locator("td:nth-child(4)").all_inner_texts())
    assert rows.first.locator("a").get_attribute("href").startswith("http")


def test_rows_are_filtered_sorted_and_downloaded(desktop: Page, folder: Path) -> None:
    show(desktop, folder, "models.html#definition=notable_classed&period=2025")
    desktop.get_by_role("combobox", name="Country").select_option(label="Germany")
    assert "country=DE" in desktop.url
    show(desktop, folder, f"models.html#{desktop.url.partition('#')[2]}")
    desktop.get_by_role("button", name="Show all").click()
    lines = desktop.locator("[data-rows] tbody tr").filter(visible=True)
    assert lines.count() > 1000
    desktop.get_by_label("Search the rows").fill("mistral")
    flops = desktop.locator("[data-rows] tbody td:nth-child(7)")
    assert 3 < flops.count() < 40
    desktop.get_by_role("button", name="Compute (FLOP)").click()
    known = [float(text) for text in flops.all_inner_texts() if text]
    assert known == sorted(known)
    with desktop.expect_download() as waiting:
        desktop.get_by_role("button", name="Download these rows (CSV)").click()
    with waiting.value.path().open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == flops.count()


def test_the_papers_of_a_venue_and_year(desktop: Page, folder: Path) -> None:
    """A reader may type the old name of a venue, and sees each paper with its affiliations."""
    show(desktop, folder, "papers.html#venue=nips&period=2024")
    assert desktop.locator("[data-rows] tbody th").all_inner_texts() == ["NeurIPS 2024"]
    show(desktop, folder, "papers.html#venue=acl&period=2023")
    desktop.locator("[data-rows] tbody a").click()
    desktop.locator("#shown", has_text=" of 1,").wait_for()
    desktop.get_by_role("combobox", name="Teams").select_option(label="Universities alone")
    with duckdb.connect(str(folder / "compute_divide.duckdb"), read_only=True) as marts:
        ((k,),) = marts.execute(
            "select k from marts.metrics_latest where metric = 'paper_team_share'"
            " and definition = 'accepted' and venue = 'acl' and period = '2023'"
            " and team_class = 'academic_only'"
        ).fetchall()
    rows = desktop.locator("[data-rows] tbody tr")
    assert rows.count() == k
    assert "academia" in rows.first.locator("td").last.inner_text()


def test_rows_need_no_script(browser: Browser, folder: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    listed = {"models": 40, "papers": 40, "organisations": 40, "papers/all": 0}
    for name, least in listed.items():
        page.goto((folder / f"{name}.html").as_uri())
        assert page.locator("[data-rows] tbody tr").count() >= least
        assert page.locator(".without-script a, a[download]").first.is_visible()
        assert page.locator("#filters").is_hidden()
    context.close()


def test_all_papers_of_a_company_can_be_listed(desktop: Page, folder: Path) -> None:
    desktop.goto((folder / "papers" / "all.html").as_uri() + "#organisation=Google")
    rows = desktop.locator("[data-rows] tbody tr")
    desktop.locator("#shown", has_text=" of ").wait_for()
    assert rows.count() > 500
    assert desktop.get_by_role("combobox", name="Organisation").input_value() == "Google"
    desktop.get_by_role("button", name="Title").click()
    titles = desktop.locator("[data-rows] tbody th").all_inner_texts()
    assert titles[0].lower() < titles[-1].lower()
    with desktop.expect_download() as waiting:
        desktop.get_by_role("button", name="Download these rows").click()
    assert waiting.value.suggested_filename == "papers-google.csv"
