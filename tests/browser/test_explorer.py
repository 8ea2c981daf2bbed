"""A reader finds each number in the explorer in at most three actions, on desktop and phone."""

from __future__ import annotations

import csv
import datetime as dt
import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser, Locator, Page

from reports.publication import render
from reports.publish import Publication, publish
from reports.text.units import format_interval, format_value
from tests.reports.conftest import save_nothing
from tests.reports.marts import Warehouse, open_warehouse

COUNTRIES = "Where models come from, by country"
YEAR_BEFORE = "2024-12-01"
MODELS, PAPERS = ("model_team_share", "notable_compute_known"), ("paper_team_share", "accepted")
DEVICES = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}


def fill(warehouse: Warehouse) -> None:
    warehouse.vintage()
    for metric, title in (
        ("paper_team_share", "Who publishes"),
        ("model_country_share", "Where models come from"),
    ):
        warehouse.insert("dim_metric", metric=metric, title=title, metric_id="M", entity="")
    fill_models(warehouse)
    fill_papers(warehouse)


def fill_models(warehouse: Warehouse) -> None:
    """Add models by year, by list and by country. The name of one country looks like a formula."""
    for number, year in enumerate(range(2019, 2026)):
        warehouse.teams(*MODELS, str(year), (12 - number, 6 + number, 3, 1))
        warehouse.teams("model_team_share", "notable", str(year), (20 - number, 9, 4, 2))
    warehouse.teams(*MODELS, "2018", (2, 1, 1, 0))
    warehouse.teams(*MODELS, "2023-latest", (20, 33, 9, 3))
    warehouse.teams(*MODELS, "all", (60, 70, 20, 6))
    for year in range(2019, 2024):
        for team, k in (("academic_only", 9), ("industry_only", 8)):
            warehouse.share(*MODELS, str(year), k, 20, team_class=team, vintage=YEAR_BEFORE)
    warehouse.rows("dim_country", "country name", ("DE", "Germany"), ("US", "United States"))
    place = ("model_country_share", "notable_compute_known")
    for country, k in (("DE", 5), ("US", 40), ("=1+1", 2)):
        for period, more in (("2024", 0), ("2025", 1), ("2023-latest", 0), ("all", 0)):
            warehouse.share(*place, period, k + more, 80, country=country)


def fill_papers(warehouse: Warehouse) -> None:
    """Add papers of all venues, of one venue, of one country and of one topic."""
    topic = {"topic": "reinforcement_learning"}
    warehouse.insert("dim_topic", **topic, title="Reinforcement learning", is_imprecise=False)
    warehouse.share(*PAPERS, "2022", 5, 10, team_class="academic_only", venue="icml")
    years = ("2021", "2022", "2023")
    for number, (case, periods) in enumerate(
        (({}, years), ({"venue": "nips"}, years), (topic, years), ({"country": "DE"}, ("all",)))
    ):
        for period in periods:
            for team, k in (("academic_only", 50), ("industry_only", 20)):
                warehouse.share(*PAPERS, period, k - number, 100, team_class=team, **case)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of a small publication, without pictures."""
    folder = tmp_path_factory.mktemp("explored")
    publication = Publication(dt.datetime(2026, 2, 1, tzinfo=dt.UTC), "abc", {}, "directory", ())
    with open_warehouse() as warehouse, pytest.MonkeyPatch.context() as patch:
        fill(warehouse)
        patch.setattr(render, "save", save_nothing)
        publish(warehouse.connection, folder, publication)
    return folder


@dataclass
class Reader:
    """A reader on one device with one tab; ``messages`` are those of the console."""

    page: Page
    folder: Path
    messages: list[str]

    def open(self, question: str, view: str = "") -> None:
        """Open the page of a question, or go back to the first view on it."""
        address = f"{(self.folder / question).as_uri()}.html"
        if self.page.url.partition("#")[0] != address or view:
            self.page.goto("about:blank")
            self.page.goto(f"{address}{view}")
        elif "?" in self.page.url:
            arrival = "new Promise((done) => addEventListener('popstate', done, { once: true }))"
            self.page.evaluate(
                f"() => {{ const wait = {arrival}; location.hash = '#explore'; return wait; }}"
            )
        self.page.locator("#explore").scroll_into_view_if_needed()
        self.page.locator("#explorer .chart svg").wait_for()

    def menu(self, name: str) -> Locator:
        return self.page.get_by_role("combobox", name=name, exact=True)

    def choose(self, menu: str, option: str) -> None:
        self.menu(menu).select_option(label=option)

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button).click()

    @property
    def title(self) -> str:
        return self.page.locator("#view").inner_text()

    @property
    def reading(self) -> str:
        return self.page.locator("#explorer output").inner_text()

    @property
    def notes(self) -> str:
        return self.page.locator("#explorer .notes").inner_text()

    @property
    def marks(self) -> Locator:
        return self.page.locator("#explorer .mark > *")

    def rows(self) -> list[list[str]]:
        """Return the cells of the table, which is closed at first."""
        cells = "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
        rows: list[list[str]] = self.page.locator("#explorer tbody tr").evaluate_all(cells)
        return rows


@pytest.fixture(scope="module", params=DEVICES)
def reader(browser: Browser, folder: Path, request: pytest.FixtureRequest) -> Iterator[Reader]:
    context = browser.new_context(**DEVICES[request.param])
    context.set_default_timeout(10_000)
    reader = Reader(context.new_page(), folder, [])
    reader.page.on("console", lambda message: reader.messages.append(message.text))
    reader.page.on("pageerror", lambda error: reader.messages.append(str(error)))
    yield reader
    context.close()
    assert reader.messages == []


@pytest.fixture(scope="module")
def expected(folder: Path) -> Callable[[str], list[list[str]]]:
    """Rows of the marts as the table shows them: period, value, interval, k of n."""

    def select(where: str) -> list[list[str]]:
        query = (
            f"select period, value, ci_low, ci_high, k, n from '{folder}/metrics.parquet'"
            f" where {where} order by team_class, period"
        )
        with duckdb.connect() as connection:
            rows = connection.execute(query).fetchall()
        assert rows
        return [
            [
                period.replace("all", "all years"),
                "not shown" if value is None else format_value(value, "share"),
                "" if value is None else format_interval(low, high, "share"),
                f"n = {n}" if k is None else f"{k} of {n}",
            ]
            for period, value, low, high, k, n in rows
        ]

    return select


PURE = "team_class in ('academic_only', 'industry_only')"
NEWEST = "vintage = '2026-01-26' and regexp_full_match(period, '[0-9]{4}')"


def test_the_share_in_the_newest_year(
    reader: Reader, expected: Callable[[str], list[list[str]]]
) -> None:
    """The page states the share before any action, and the table has the rows of the marts."""
    reader.open("who-trains")
    assert reader.reading == "Academic only, 2025: 27.3% (95% interval 13.2–48.2%), 6 of 22"
    models = f"metric = '{MODELS[0]}' and definition = '{MODELS[1]}' and {NEWEST} and {PURE}"
    assert [row[1:] for row in reader.rows()] == expected(models)
    for part in (
        "Notable, compute known.",
        "Source: Epoch AI, list of 26 January 2026.",
        "each with n = 22 cases",
        "1 caveats",
        "Not shown, because too few cases are known: Academic only, 2018 (n = 4);",
    ):
        assert part in reader.notes


def test_the_same_for_germany(reader: Reader, expected: Callable[[str], list[list[str]]]) -> None:
    reader.open("who-publishes")
    reader.choose("Country", "Germany")
    assert reader.title == "Who publishes, Germany"
    papers = f"metric = '{PAPERS[0]}' and country = 'DE'"
    assert [row[1:] for row in reader.rows()] == expected(papers)


def test_neurips_only_and_a_topic(
    reader: Reader, expected: Callable[[str], list[list[str]]]
) -> None:
    """A venue gives way to a topic, because no row has both."""
    reader.open("who-publishes")
    for menu, option, where in (
        ("Venue", "NeurIPS", "venue = 'nips'"),
        ("Topic", "Reinforcement learning", "topic = 'reinforcement_learning'"),
    ):
        reader.choose(menu, option)
        assert reader.title == f"Who publishes, {option}"
        papers = f"metric = '{PAPERS[0]}' and {where}"
        assert [row[1:] for row in reader.rows()] == expected(papers)
    assert reader.menu("Venue").input_value() == ""


def test_the_numbers_of_a_year_ago(reader: Reader) -> None:
    """The older numbers stand next to the newest ones, with hollow marks."""
    reader.open("who-trains")
    before = reader.marks.count()
    reader.choose("Compare with", "A year before: 1 December 2024")
    hollow = reader.page.locator("#explorer .mark[fill='var(--paper)'] > *")
    assert (hollow.count(), reader.marks.count()) == (10, before + 10)
    assert "Hollow marks: list of 1 December 2024." in reader.notes
    assert {row[2] for row in reader.rows()} == {"26 January 2026", "1 December 2024"}


def test_countries_are_ranked_for_a_year(reader: Reader) -> None:
    reader.open("who-trains")
    reader.choose("Metric", COUNTRIES)
    assert "since 2023" in reader.title
    reader.choose("Period", "2025")
    rows = reader.rows()
    assert [row[0] for row in rows] == ["United States", "Germany", "=1+1"]
    assert [row[-1] for row in rows] == ["41 of 80", "6 of 80", "3 of 80"]
    widths = reader.marks.evaluate_all("bars => bars.map(bar => +bar.getAttribute('width'))")
    assert widths == sorted(widths, reverse=True)
    assert widths[0] / widths[1] == pytest.approx(41 / 6, rel=0.01)


def test_the_rows_in_a_spreadsheet(reader: Reader) -> None:
    """No cell is a formula."""
    reader.open("who-trains")
    reader.choose("Metric", COUNTRIES)
    with reader.page.expect_download() as waiting:
        reader.press("Download these rows (CSV)")
    assert waiting.value.suggested_filename == "model_country_share.csv"
    with waiting.value.path().open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["country"], row["k"], row["n"]) for row in rows] == [
        ("US", "40", "80"),
        ("DE", "5", "80"),
        ("'=1+1", "2", "80"),
    ]
    assert [row["value"] for row in rows] == ["0.5", "0.0625", "0.025"]


def test_a_view_is_shared_by_its_address(reader: Reader) -> None:
    """Another reader sees the same view, and the back button leads to the view before."""
    reader.open("who-trains")
    first = reader.title
    reader.choose("Metric", COUNTRIES)
    reader.choose("Period", "2025")
    reader.press("Copy the address of this view")
    address = reader.page.get_by_label("Text to copy").input_value()
    view = reader.title, reader.rows()
    reader.page.go_back()
    assert "since 2023" in reader.title
    reader.page.go_back()
    assert reader.title == first
    reader.open("who-trains", f"#{address.partition('#')[2]}")
    assert (reader.title, reader.rows()) == view
    assert reader.page.locator("#view").bounding_box()["y"] < 844


def test_an_address_of_rows_that_are_gone_says_so(reader: Reader) -> None:
    reader.open("who-publishes", "#explore?venue=nowhere&topic=reinforcement_learning")
    assert "no such venue; the chart shows what it has" in reader.notes
    assert reader.title == "Who publishes, Reinforcement learning"


def test_a_chart_is_embedded(reader: Reader) -> None:
    """The frame has only the view, its source and a link to the question."""
    reader.open("who-publishes")
    reader.choose("Venue", "NeurIPS")
    rows = reader.rows()
    reader.press("Copy code to embed this view")
    code = reader.page.get_by_label("Text to copy").input_value()
    address = re.search('src="([^"]*)"', code)
    assert address is not None
    reader.open("who-publishes", f"#{html.unescape(address[1]).partition('#')[2]}")
    assert (reader.title, reader.rows()) == ("Who publishes, NeurIPS", rows)
    assert 'title="Who publishes, NeurIPS"' in code
    assert reader.page.locator("header, footer, h1").filter(visible=True).count() == 0
    link = reader.page.get_by_role("link", name="Compute Divide: this view")
    assert link.get_attribute("href").endswith("who-publishes.html#explore?venue=nips")


@pytest.mark.parametrize("metric", ["model_team_share", "model_country_share"])
def test_the_keyboard_reaches_every_mark(reader: Reader, metric: str) -> None:
    """Each mark is read out and shows its tip; the chart is one stop of the tab key."""
    reader.open("who-trains", f"#explore?metric={metric}")
    chart = reader.page.locator("#explorer .chart")
    chart.focus()
    outline = chart.evaluate("chart => getComputedStyle(chart).outlineStyle")
    readings, tips = [], []
    for _ in range(reader.marks.count()):
        reader.page.keyboard.press("ArrowRight")
        readings.append(reader.reading)
        tip = reader.page.locator("#explorer [aria-label='tip'] tspan")
        tips.append(" ".join(tip.all_text_contents()))
    assert len(set(readings)) == reader.marks.count() > 2
    for text, tip in zip(readings, tips, strict=True):
        value = re.search(r": (\S+) \(95% interval (\S+)\)", text)
        assert value is not None
        assert all(part in tip for part in value.groups()), (text, tip)
    assert (outline, reader.page.locator("#explorer output").count()) == ("solid", 1)
    reader.page.keyboard.press("Tab")
    assert "chart" not in reader.page.evaluate("document.activeElement.className")


def test_pointing_or_tapping_shows_a_tip(reader: Reader, request: pytest.FixtureRequest) -> None:
    reader.open("who-trains")
    mark = reader.marks.nth(5)
    mark.scroll_into_view_if_needed()
    act = mark.tap if "phone" in request.node.name else mark.hover
    act(force=True)
    tip = reader.page.locator("#explorer [aria-label='tip'] text")
    tip.wait_for()
    assert "2024" in tip.text_content()
    assert reader.reading.startswith("Academic only, 2024: ")
    box, width = tip.bounding_box(), reader.page.viewport_size["width"]
    assert 0 <= box["x"] <= box["x"] + box["width"] <= width


@pytest.mark.parametrize(
    ("question", "view"),
    [
        ("who-trains", "#explore?beside=2024-12-01"),
        ("who-trains", "#explore?metric=model_country_share"),
    ],
)
def test_labels_do_not_overlap_and_stay_in_the_chart(
    reader: Reader, question: str, view: str
) -> None:
    reader.open(question, view)
    boxes = reader.page.locator("#explorer .chart [aria-label*='tick label'] text")
    labels = boxes.evaluate_all(
        "all => all.map((text) => [text.textContent, text.getBoundingClientRect().toJSON()])"
    )
    frame = reader.page.locator("#explorer .chart").bounding_box()
    assert len(labels) > 4
    for index, (text, box) in enumerate(labels):
        assert frame["x"] - 1 <= box["left"] < box["right"] <= frame["x"] + frame["width"] + 1, text
        for other, beside in labels[index + 1 :]:
            aside = box["right"] <= beside["left"] or beside["right"] <= box["left"]
            above = box["bottom"] <= beside["top"] or beside["bottom"] <= box["top"]
            assert aside or above, (text, other)
