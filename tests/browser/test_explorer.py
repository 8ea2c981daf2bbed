"""A reader finds each number in the explorer in at most three actions, on desktop and phone."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page

from reports.text.formatting import TEAM_CLASSES, count, period_name
from reports.text.units import format_interval, format_value
from tests.browser.conftest import PATIENCE

COUNTRIES = "Where models come from"
FEWEST = 30  # papers of a ranked country
MODELS = ("model_team_share", "notable_classed")
DEVICES = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}


@pytest.fixture(scope="module")
def explored(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the record with their explorers. The id of one country looks like a formula."""
    copy = tmp_path_factory.mktemp("explored")
    (copy / "figures").symlink_to(folder / "figures")
    shutil.copytree(folder / "explorer", copy / "explorer")
    shutil.copytree(folder / "api", copy / "api")
    for page in (*folder.glob("*.html"), folder / "style.css"):
        shutil.copy(page, copy)
    rows = copy / "api" / "v1" / "metrics" / "model_country_share.js"
    text = rows.read_text(encoding="utf-8")
    rows.write_text(text.replace('"DE"', '"=1+1"'), encoding="utf-8")
    return copy


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
        rows: list[list[str]] = self.page.locator("#chart-table tbody tr").evaluate_all(cells)
        return rows


@pytest.fixture(scope="module", params=DEVICES)
def reader(browser: Browser, explored: Path, request: pytest.FixtureRequest) -> Iterator[Reader]:
    context = browser.new_context(**DEVICES[request.param])
    context.set_default_timeout(PATIENCE)
    reader = Reader(context.new_page(), explored, [])
    reader.page.on("console", lambda message: reader.messages.append(message.text))
    reader.page.on("pageerror", lambda error: reader.messages.append(str(error)))
    yield reader
    context.close()
    assert reader.messages == []


@pytest.fixture(scope="module")
def expected(folder: Path) -> Callable[[str], list[list[str]]]:
    """Rows of the newest list as the table shows them: period, value, interval, k of n."""

    def select(where: str) -> list[list[str]]:
        query = (
            f"select period, value, ci_low, ci_high, k, n from '{folder}/metrics.parquet'"
            f" where not suppressed and counting = 'full' and is_latest and {where}"
            f" order by list_position({list(TEAM_CLASSES)}, team_class), period"
        )
        with duckdb.connect() as connection:
            rows = connection.execute(query).fetchall()
        assert rows
        return [
            [
                period_name(period),
                format_value(value, "share"),
                format_interval(low, high, "share"),
                f"{count(k)} of {count(n)}",
            ]
            for period, value, low, high, k, n in rows
        ]

    return select


CLASSES = f"team_class in {TEAM_CLASSES}"
PAPERS_OF = f"metric = 'paper_team_share' and definition = 'accepted' and {CLASSES}"
YEARS = "regexp_full_match(period, '[0-9]{4}')"


def test_the_share_in_the_newest_year(
    reader: Reader, expected: Callable[[str], list[list[str]]]
) -> None:
    """The chart opens on the number of the answer, and the table has the rows of the marts."""
    reader.open("who-trains")
    where = (
        f"metric = '{MODELS[0]}' and definition = '{MODELS[1]}' and period between '2010' and '3'"
    )
    rows = expected(f"{where} and {YEARS} and {CLASSES}")
    assert [row[1:] for row in reader.rows()] == rows
    assert reader.reading == "Academic only, since 2023: 4% (95% interval 2–10%), n = 380"
    reader.choose("Periods", "Longer periods")
    rows = expected(f"{where} and not {YEARS} and {CLASSES}")
    assert [row[1:] for row in reader.rows()] == rows
    reader.choose("Periods", "Each year")
    period, value, interval, cases = expected(
        f"{where} and {YEARS} and team_class like 'aca%only'"
    )[-1]
    assert reader.reading == f"Academic only, {period}: {value} (95% interval {interval}), {cases}"
    for part in (
        "Notable models, by our classes of organisations",
        "Source: Epoch AI, list of 19 August 2026.",
        "each of 10 to 119 cases",
        "9 caveats",
    ):
        assert part in reader.notes


@pytest.mark.parametrize(
    ("menu", "option", "where"),
    [
        ("Country", "Germany", "country = 'DE' and venue is null and topic is null"),
        ("Venue", "AAAI", "venue = 'aaai' and country is null"),
        ("Topic", "Reinforcement learning", "topic = 'reinforcement_learning' and region is null"),
    ],
)
def test_papers_of_a_country_a_venue_or_a_topic(
    reader: Reader, expected: Callable[[str], list[list[str]]], menu: str, option: str, where: str
) -> None:
    reader.open("who-publishes", "#explore")
    reader.choose(menu, option)
    assert reader.title == f"Who publishes: {option}"
    rows = [row[1:] for row in reader.rows()]
    periods = {row[0] for row in rows}
    assert len(periods) > 1
    assert rows == [row for row in expected(f"{PAPERS_OF} and {where}") if row[0] in periods]


def test_the_numbers_of_an_earlier_list(reader: Reader) -> None:
    """The older numbers stand next to the newest ones, with hollow marks."""
    reader.open("who-trains")
    before = reader.marks.count()
    assert before > 6
    reader.choose("Compare with", "26 January 2026")
    hollow = reader.page.locator("#explorer .mark[fill='var(--paper)'] > *").count()
    assert hollow > 5
    assert reader.marks.count() == before + hollow
    assert "Hollow marks: list of 26 January 2026." in reader.notes
    assert {row[2] for row in reader.rows()} == {"19 August 2026", "26 January 2026"}


def test_the_chart_opens_on_the_case_of_the_answer(reader: Reader) -> None:
    """What it reads out first is the mark that it draws, and readers may choose all cases."""

    def of_answer() -> str:
        own = ["Academic only", "since 2023"]
        return next(row[2] for row in reader.rows() if row[:2] == own)

    def origin() -> str:
        return reader.menu("Origin").evaluate("menu => menu.selectedOptions[0].text")

    reader.open("who-adopts")
    own = of_answer()
    share = f"{round(float(own.removesuffix('%')))}%"
    assert origin() == "Industry"
    assert reader.reading.startswith(f"Academic only, since 2023: {share} ")
    reader.choose("Origin", "All origins")
    assert of_answer() != own
    reader.open("who-adopts", f"#{reader.page.url.partition('#')[2]}")
    assert origin() == "All origins"


def test_spans_stand_in_the_order_of_their_start(reader: Reader) -> None:
    reader.open("how-far-apart")
    assert reader.reading.startswith("Since 2010: ")
    ticks = reader.page.locator("#explorer [aria-label='x-axis tick label'] text")
    spans = ticks.all_text_contents()
    starts = [int(re.search(r"\d{4}", span)[0]) for span in spans]
    assert len(starts) > 3
    assert starts == sorted(starts)


def test_countries_are_ranked_for_a_period(reader: Reader) -> None:
    reader.open("who-trains")
    reader.choose("Metric", COUNTRIES)
    assert "since 2023" in reader.title
    rows = reader.rows()
    cases = [int(row[-1].partition(" of ")[0]) for row in rows]
    assert [row[0] for row in rows[:2]] == ["United States", "China"]
    assert cases == sorted(cases, reverse=True)
    widths = reader.marks.evaluate_all("bars => bars.map(bar => +bar.getAttribute('width'))")
    assert widths == sorted(widths, reverse=True)
    assert widths[0] / widths[1] == pytest.approx(cases[0] / cases[1], rel=0.01)


def test_countries_with_few_papers_are_not_ranked(reader: Reader) -> None:
    reader.open("who-publishes", "#explore?chart=country")
    cases = [row[-1].split() for row in reader.rows()]
    assert min(int(parts[2].rstrip(",").replace(",", "")) for parts in cases) >= FEWEST
    assert f"fewer than {FEWEST} cases are not ranked" in reader.notes


def test_the_rows_in_a_spreadsheet(reader: Reader) -> None:
    """No cell is a formula."""
    reader.open("who-trains")
    reader.choose("Metric", COUNTRIES)
    with reader.page.expect_download() as waiting:
        reader.press("Download CSV")
    assert waiting.value.suggested_filename == "model_country_share.csv"
    with waiting.value.path().open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    countries = [row["country"] for row in rows]
    assert {"US", "CN", "'=1+1"} <= set(countries)
    assert [f"{row['k']} of {row['n']}" for row in rows] == [row[-1] for row in reader.rows()]


def test_a_view_is_shared_by_its_address(reader: Reader) -> None:
    """Another reader sees the same view, and the back button leads to the view before."""
    reader.open("who-trains")
    first = reader.title
    reader.choose("Metric", COUNTRIES)
    reader.choose("Period", "2020–2022")
    reader.press("Copy address")
    address = reader.page.get_by_label("Text to copy").input_value()
    view = reader.title, reader.rows()
    reader.page.go_back()
    assert "since 2023" in reader.title
    reader.page.go_back()
    assert reader.title == first
    reader.open("who-trains", f"#{address.partition('#')[2]}")
    assert (reader.title, reader.rows()) == view
    assert reader.page.locator("#view").bounding_box()["y"] < 844


def test_several_venues_in_one_view(
    reader: Reader, expected: Callable[[str], list[list[str]]]
) -> None:
    """They are lines of their own colours, in small multiples where several teams are shown."""
    reader.open(
        "who-publishes", "#explore?metric=any_industry_share&definition=accepted&venue=nips"
    )
    assert reader.title == "Papers with an industry author: NeurIPS"
    (row,) = [row for row in reader.rows() if row[0] == "2024"]
    (share,) = expected(
        "metric = 'any_industry_share' and definition = 'accepted' and venue = 'neurips'"
        " and period = '2024'"
    )
    assert row == share
    reader.choose("Compare with", "ICML")
    reader.choose("Compare with", "CVPR")
    assert reader.title == "Papers with an industry author: NeurIPS, ICML and CVPR"
    assert reader.page.url.endswith("venue=neurips,icml,cvpr")
    dots = reader.page.locator("#explorer g.mark")
    assert len({dots.nth(index).get_attribute("fill") for index in range(dots.count())}) == 3
    words = reader.page.locator("#explorer .chart").inner_text()
    assert all(name in words for name in ("NeurIPS", "ICML", "CVPR"))
    reader.page.get_by_role("checkbox", name="ICML").click()
    assert reader.title == "Papers with an industry author: NeurIPS and CVPR"
    reader.choose("Metric", "Who publishes")
    words = reader.page.locator("#explorer .chart").inner_text()
    assert all(name in words for name in ("Academic only", "Industry only", "NeurIPS", "CVPR"))


def test_a_chart_to_which_the_page_of_a_case_leads_has_its_own_title(reader: Reader) -> None:
    reader.open("who-trains", "#explore?metric=model_country_share&chart=time&country=US,CN")
    own = reader.page.locator("h1").inner_text()
    assert own == reader.title == reader.page.title()
    assert own.endswith(": United States and China")
    assert reader.page.locator(".lead").count() == 0
    reader.page.locator("main").get_by_role("link", name="Who trains notable models?").click()
    assert reader.page.locator(".lead").count() == 1


def test_a_page_opened_at_another_part_has_its_chart(reader: Reader) -> None:
    reader.open("who-trains", "#meaning")
    assert reader.page.locator("#explorer .mark > *").count() > 2


def test_the_chart_as_a_picture_and_what_its_rows_are(reader: Reader) -> None:
    reader.open("who-trains", "#explore?span=years")
    assert "selection of" in reader.page.locator("#explorer .chart").inner_text()
    for button in ("PNG", "SVG", "Metadata (JSON)"):
        with reader.page.expect_download() as waiting:
            reader.press(button)
        content = waiting.value.path().read_bytes()
        if button == "PNG":
            with Image.open(io.BytesIO(content)) as image:
                assert len(image.convert("RGB").getcolors(2**24)) > 50
        elif button == "SVG":
            words = " ".join(re.sub("<[^>]+>", " ", content.decode()).split())
            for part in (
                "Share, %. Notable, our classes: ",
                "Epoch AI, list of",
                "bands around a value are 95% intervals. Open marks: ",
                "Creative Commons Attribution",
            ):
                assert part in words
            assert "var(--" not in words
        else:
            data = json.loads(content)
            assert data["lists"] == ["2026-08-19"]
            assert data["definitions"].keys() == {MODELS[1]}
            assert len(data["caveats"]) > 5


def test_an_address_of_rows_that_are_gone_says_so(reader: Reader) -> None:
    reader.open(
        "who-publishes", "#explore?venue=toString&constructor=1&topic=reinforcement_learning"
    )
    assert "no such venue, constructor; the chart shows what it has" in reader.notes
    assert reader.title == "Who publishes: Reinforcement learning"


def test_a_chart_is_embedded(reader: Reader) -> None:
    """The frame has only the view, its source and a link to the question."""
    reader.open("who-publishes")
    reader.choose("Venue", "AAAI")
    marks = reader.marks.count()
    reader.press("Copy embed code")
    code = reader.page.get_by_label("Text to copy").input_value()
    address = re.search('src="([^"]*)"', code)
    assert address is not None
    reader.open("who-publishes", f"#{html.unescape(address[1]).partition('#')[2]}")
    assert reader.title == "Who publishes: AAAI"
    assert reader.marks.count() == marks > 2
    assert 'title="Who publishes: AAAI"' in code
    hidden = reader.page.locator("header, footer, h1, select, button, summary")
    assert hidden.filter(visible=True).count() == 0
    assert "Source: " in reader.page.locator("main").inner_text()
    link = reader.page.get_by_role("link", name="Compute Divide: this view")
    assert link.get_attribute("href").endswith("who-publishes.html#explore?venue=aaai")
    reader.open("who-publishes", "#embed")
    assert reader.title.startswith("Academic-only teams wrote ")  # the finding of the answer
    assert "No share with less than a third of papers listed: " in reader.notes


# The drawing is as large as its place.
FITS = """chart => {
    const drawing = chart.querySelector("svg").getBoundingClientRect();
    const isAs = (one, other) => Math.abs(one - other) < 1;
    return isAs(drawing.width, chart.clientWidth) && isAs(drawing.height, chart.clientHeight);
}"""


def test_a_frame_of_any_width_shows_all_of_its_chart_and_source(reader: Reader) -> None:
    reader.open("who-trains", "#explore?span=years&beside=2026-01-26")
    reader.press("Copy embed code")
    code = reader.page.get_by_label("Text to copy").input_value()
    size = reader.page.viewport_size
    (height,) = map(int, re.findall(' height="([0-9]+)"', code))
    reader.open("who-trains", "#embed?span=years&beside=2026-01-26")
    for width in (360, 600, 800, 1000, 1280):
        reader.page.set_viewport_size({"width": width, "height": height})
        chart = reader.page.locator("#explorer .chart")
        reader.page.wait_for_function(FITS, arg=chart.element_handle())
        link = reader.page.get_by_role("link", name="Compute Divide: this view").bounding_box()
        assert 0 < link["y"] + link["height"] <= height, width
        assert reader.page.evaluate("document.documentElement.scrollHeight") <= height, width
    reader.page.set_viewport_size(size)


@pytest.mark.parametrize("metric", ["top10_industry_share", "model_country_share"])
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
        # The ten largest models are a full count, without an interval.
        interval = "" if metric == "top10_industry_share" else r" \(95% interval (\S+)\)"
        value = re.search(rf": (\S+?){interval},", text)
        assert value is not None
        assert all(part in tip for part in value.groups()), (text, tip)
    assert (outline, reader.page.locator("#explorer output").count()) == ("solid", 1)
    reader.page.keyboard.press("Tab")
    assert "chart" not in reader.page.evaluate("document.activeElement.className")


def test_pointing_or_tapping_shows_a_tip(reader: Reader, request: pytest.FixtureRequest) -> None:
    reader.open("who-trains", "#explore?span=years")
    mark = reader.marks.nth(5)
    mark.scroll_into_view_if_needed()
    act = mark.tap if "phone" in request.node.name else mark.hover
    act(force=True)
    tip = reader.page.locator("#explorer [aria-label='tip'] text")
    tip.wait_for()
    team, year = re.findall(r"(\w+ only), (\d{4}): ", reader.reading)[0]
    assert team in tip.text_content()
    assert year in tip.text_content()
    box, width = tip.bounding_box(), reader.page.viewport_size["width"]
    assert 0 <= box["x"] <= box["x"] + box["width"] <= width


@pytest.mark.parametrize(
    ("question", "view"),
    [
        ("who-trains", "#explore?beside=2026-01-26"),
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
        assert "…" not in text
        assert frame["x"] - 1 <= box["left"] < box["right"] <= frame["x"] + frame["width"] + 1, text
        for other, beside in labels[index + 1 :]:
            # The box of a text has a pixel of room above and below its letters.
            aside = box["right"] <= beside["left"] or beside["right"] <= box["left"]
            above = box["bottom"] <= beside["top"] + 1 or beside["bottom"] <= box["top"] + 1
            assert aside or above, (text, other)
