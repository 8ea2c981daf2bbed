"""The chart of a question: its numbers, its addresses, its files and its frame."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser, Locator, Page

from reports.text.formatting import TEAM_CLASSES, count, period_name
from reports.text.units import format_interval, format_value
from tests.browser.conftest import PATIENCE, log_of

MODELS = "metric = 'model_team_share' and definition = 'notable_classed'"
DEVICES = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}


@dataclass
class Reader:
    """A reader on one device with one tab."""

    page: Page
    folder: Path

    def open(self, question: str, view: str = "") -> None:
        self.page.goto("about:blank")
        self.page.goto(f"{(self.folder / question).as_uri()}.html{view}")
        self.page.locator("#explore").scroll_into_view_if_needed()
        self.page.locator("#explore .chart svg").wait_for()

    def choose(self, view: str) -> None:
        self.page.get_by_role("combobox", name="Chart").select_option(label=view)

    def save(self, button: str) -> Path:
        with self.page.expect_download() as waiting:
            self.page.locator("#explore").get_by_role("button", name=button).click()
        return Path(waiting.value.path())

    @property
    def title(self) -> str:
        return self.page.locator("#explore .view").inner_text()

    @property
    def chosen(self) -> str:
        chosen = "list => list.selectedOptions[0].text"
        return str(self.page.get_by_role("combobox", name="Chart").evaluate(chosen))

    @property
    def notes(self) -> str:
        return self.page.locator("#explore .notes").inner_text()

    @property
    def marks(self) -> Locator:
        return self.page.locator("#explore .mark > *")

    def rows(self) -> list[list[str]]:
        """Return the cells of the table, which is closed at first."""
        cells = "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
        rows: list[list[str]] = self.page.locator("#chart-table tbody tr").evaluate_all(cells)
        return rows


@pytest.fixture(scope="module", params=DEVICES)
def reader(browser: Browser, folder: Path, request: pytest.FixtureRequest) -> Iterator[Reader]:
    context = browser.new_context(**DEVICES[request.param])
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    log = log_of(page)
    yield Reader(page, folder)
    assert log.messages == []
    context.close()


def expected(folder: Path, where: str) -> list[list[str]]:
    """Rows of the newest list as the table shows them: period, value, interval, k of n."""
    query = (
        f"select period, value, ci_low, ci_high, k, n from '{folder}/metrics.parquet'"
        f" where not suppressed and counting = 'full' and is_latest and {where}"
        f" and team_class in {TEAM_CLASSES} and period between '2010' and '3'"
        f" order by list_position({list(TEAM_CLASSES)}, team_class), period_start"
    )
    with duckdb.connect() as connection:
        rows = connection.execute(query).fetchall()
    assert rows
    return [
        [
            period_name(period),
            format_value(value, "share"),
            # Few cases that depend on each other have no interval.
            "" if low is None else format_interval(low, high, "share"),
            f"{count(k)} of {count(n)}",
        ]
        for period, value, low, high, k, n in rows
    ]


def test_the_chart_and_its_table_have_the_rows_of_the_answer(reader: Reader, folder: Path) -> None:
    reader.open("who-trains")
    is_year = "length(period) = 4"
    assert [row[1:] for row in reader.rows()] == expected(folder, f"{MODELS} and {is_year}")
    assert reader.marks.count() == len(reader.rows())
    reader.choose("Notable, our classes, longer periods")
    assert [row[1:] for row in reader.rows()] == expected(folder, f"{MODELS} and not {is_year}")
    words = reader.page.locator("#explore .chart").inner_text()
    assert all(name in words for name in ("Academic only", "Industry only", "since"))
    for part in ("Notable models, by our classes", "list of 19 August 2026", "n = 86 to 380"):
        assert part in reader.notes.replace("\N{NO-BREAK SPACE}", " ")


def test_a_view_is_shared_by_its_address(reader: Reader) -> None:
    """Another reader sees the same view, and the back button leads to the view before."""
    reader.open("who-publishes")
    first = reader.chosen
    reader.choose("Accepted, mix of venues fixed, longer periods")
    view, rows = reader.page.url.partition("#")[2], reader.rows()
    reader.page.go_back()
    assert reader.chosen == first
    reader.open("who-publishes", f"#{view}")
    assert (reader.chosen, reader.rows()) == ("Accepted, mix of venues fixed, longer periods", rows)
    assert reader.page.locator("#explore").bounding_box()["y"] < 844


@pytest.mark.parametrize(
    ("view", "title"),
    [
        ("#explore?venue=toString&constructor=1&__proto__=2", "Who publishes"),
        (
            "#explore?metric=any_industry_share&definition=accepted&span=years&venue=neurips,icml",
            "Papers with an industry author",
        ),
    ],
)
def test_an_earlier_address_opens_the_nearest_chart(reader: Reader, view: str, title: str) -> None:
    reader.open("who-publishes", view)
    assert reader.title == title
    assert "Venues, countries and topics have pages of their own: " in reader.notes
    assert reader.marks.count() > 2


def test_the_chart_as_files(reader: Reader) -> None:
    reader.open("who-trains", "#explore?span=years")
    with reader.save("CSV").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [f"{int(row['k'])} of {int(row['n'])}" for row in rows] == [
        row[-1] for row in reader.rows()
    ]
    svg = reader.save("SVG").read_text(encoding="utf-8")
    words = " ".join(re.sub("<[^>]+>", " ", svg).split())
    for part in ("Notable models, by our classes", "Epoch AI, list of", "Creative Commons"):
        assert part in words
    assert "var(--" not in svg


def test_a_chart_is_embedded(reader: Reader) -> None:
    """The frame has only the chart, its source and a link to the question, at any width."""
    reader.open("who-publishes", "#explore?definition=accepted_fixed_venues")
    marks, size = reader.marks.count(), reader.page.viewport_size
    reader.page.get_by_role("button", name="Copy embed code").click()
    code = reader.page.get_by_label("Text to copy").input_value()
    view = re.search('src="[^"]*(#[^"]*)"', code)
    height = re.search(' height="([0-9]+)"', code)
    assert view is not None
    assert height is not None
    reader.open("who-publishes", view[1].replace("&amp;", "&"))
    assert reader.marks.count() == marks > 2
    hidden = reader.page.locator("header, footer, h1, select, button, summary")
    assert hidden.filter(visible=True).count() == 0
    link = reader.page.get_by_role("link", name="Compute Divide: this chart")
    assert "#explore?metric=paper_team_share" in (link.get_attribute("href") or "")
    for width in (360, 800, 1280):
        reader.page.set_viewport_size({"width": width, "height": int(height[1])})
        box = link.bounding_box()
        assert box is not None
        assert 0 < box["y"] + box["height"] <= int(height[1]), width
    reader.page.set_viewport_size(size)
    reader.open("who-publishes", "#embed")
    assert reader.title.startswith("Universities alone wrote ")  # the finding of the answer


def test_pointing_or_tapping_shows_a_tip(reader: Reader, request: pytest.FixtureRequest) -> None:
    reader.open("who-trains")
    mark = reader.marks.nth(5)
    mark.scroll_into_view_if_needed()
    act = mark.tap if "phone" in request.node.name else mark.hover
    act(force=True)
    tip = reader.page.locator("#explore [aria-label='tip'] text")
    tip.wait_for()
    assert re.search(r"(only|industry|Other)\W\d{4}.*95% interval", tip.text_content() or "")
    box, size = tip.bounding_box(), reader.page.viewport_size
    assert box is not None
    assert size is not None
    assert 0 <= box["x"] <= box["x"] + box["width"] <= size["width"]


def test_a_case_has_a_chart_on_its_page(reader: Reader) -> None:
    reader.page.goto((reader.folder / "venues" / "neurips.html").as_uri())
    charts = reader.page.locator("[data-views]")
    assert charts.count() == 2
    charts.first.scroll_into_view_if_needed()
    charts.first.locator(".chart svg .mark > *").first.wait_for()
