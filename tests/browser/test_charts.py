"""The chart of a question: its numbers, its addresses, its files and its frame."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Locator, Page

from reports.text.formatting import TEAM_CLASSES, count, period_name
from reports.text.units import format_interval, format_value

MODELS = "metric = 'model_team_share' and definition = 'notable_classed'"


def visit(page: Page, folder: Path, question: str, view: str = "") -> None:
    page.goto("about:blank")
    page.goto(f"{(folder / question).as_uri()}.html{view}")
    page.locator("#explore").scroll_into_view_if_needed()
    page.locator("#explore .chart svg").wait_for()


def views(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Chart")


def chosen(page: Page) -> str:
    return str(views(page).evaluate("list => list.selectedOptions[0].text"))


def shown(page: Page, part: str) -> str:
    return page.locator(f"#explore .{part}").inner_text()


def marks(page: Page) -> Locator:
    return page.locator("#explore .mark > *")


def save(page: Page, button: str) -> Path:
    with page.expect_download() as waiting:
        page.locator("#explore").get_by_role("button", name=button).click()
    return Path(waiting.value.path())


def rows_of(page: Page) -> list[list[str]]:
    """Return the cells of the table, which is closed at first."""
    cells = "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    rows: list[list[str]] = page.locator("#chart-table tbody tr").evaluate_all(cells)
    return rows


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


def test_the_chart_and_its_table_have_the_rows_of_the_answer(page: Page, folder: Path) -> None:
    visit(page, folder, "who-trains")
    is_year = "length(period) = 4"
    assert [row[1:] for row in rows_of(page)] == expected(folder, f"{MODELS} and {is_year}")
    assert marks(page).count() == len(rows_of(page))
    views(page).select_option(label="Notable, our classes, longer periods")
    assert [row[1:] for row in rows_of(page)] == expected(folder, f"{MODELS} and not {is_year}")
    words = page.locator("#explore .chart").inner_text().replace(" ", "")
    assert all(name in words for name in ("Universitiesalone", "Companiesalone", "since"))
    for part in ("Notable models, by our classes", "list of 19 August 2026", "n = 86 to 380"):
        assert part in shown(page, "notes").replace("\N{NO-BREAK SPACE}", " ")


def test_a_view_is_shared_by_its_address(desktop: Page, folder: Path) -> None:
    """Another reader sees the same view, and the back button leads to the view before."""
    visit(desktop, folder, "who-publishes")
    first = chosen(desktop)
    views(desktop).select_option(label="Accepted, mix of venues fixed, longer periods")
    view, rows = desktop.url.partition("#")[2], rows_of(desktop)
    desktop.go_back()
    assert chosen(desktop) == first
    visit(desktop, folder, "who-publishes", f"#{view}")
    assert (chosen(desktop), rows_of(desktop)) == (
        "Accepted, mix of venues fixed, longer periods",
        rows,
    )
    assert desktop.locator("#explore").bounding_box()["y"] < 844


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
def test_an_earlier_address_opens_the_nearest_chart(
    desktop: Page, folder: Path, view: str, title: str
) -> None:
    visit(desktop, folder, "who-publishes", view)
    assert shown(desktop, "view") == title
    assert marks(desktop).count() > 2


def test_the_chart_as_files(desktop: Page, folder: Path) -> None:
    visit(desktop, folder, "who-trains", "#explore?span=years")
    with save(desktop, "CSV").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [f"{int(row['k'])} of {int(row['n'])}" for row in rows] == [
        row[-1] for row in rows_of(desktop)
    ]
    svg = save(desktop, "SVG").read_text(encoding="utf-8")
    words = " ".join(re.sub("<[^>]+>", " ", svg).split())
    for part in ("Notable models, by our classes", "Epoch AI, list of", "Creative Commons"):
        assert part in words
    assert "var(--" not in svg


def test_pointing_or_tapping_shows_a_tip(
    page: Page, folder: Path, request: pytest.FixtureRequest
) -> None:
    visit(page, folder, "who-trains")
    mark = marks(page).nth(5)
    mark.scroll_into_view_if_needed()
    act = mark.tap if "phone" in request.node.name else mark.hover
    act(force=True)
    tip = page.locator("#explore [aria-label='tip'] text")
    tip.wait_for()
    assert re.search(r"(alone|companies|Other)\W\d{4}.*95% interval", tip.text_content() or "")
    box, size = tip.bounding_box(), page.viewport_size
    assert box is not None
    assert size is not None
    assert 0 <= box["x"] <= box["x"] + box["width"] <= size["width"]


def test_a_case_has_a_chart_on_its_page(desktop: Page, folder: Path) -> None:
    desktop.goto((folder / "venues" / "neurips.html").as_uri())
    charts = desktop.locator("[data-views]")
    assert charts.count() == 2
    charts.first.scroll_into_view_if_needed()
    charts.first.locator(".chart svg .mark > *").first.wait_for()
