"""A reader chooses on each axis of a question, and shares the combination by its address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from reports.questions import QUESTIONS
from tests.browser.conftest import PATIENCE, log_of

GAP, SHARE = "how-far-apart", "who-trains"
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}


def choices_of(folder: Path, question: str) -> dict[str, Any]:
    file = folder / "api" / "v2" / "specifications" / f"{question}.json"
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return content


@pytest.fixture(params=SIZES)
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page whose messages are none, in the light on a desktop or in the dark on a phone."""
    width, height = SIZES[request.param]
    scheme = "dark" if request.param == "phone" else "light"
    context: BrowserContext = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    log = log_of(page)
    yield page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
    assert log.messages == []


def visit(page: Page, folder: Path, question: str, anchor: str = "") -> None:
    page.goto("about:blank")
    page.goto(f"{(folder / question).as_uri()}.html{anchor}")
    page.locator("#choose").scroll_into_view_if_needed()
    page.locator("#chooser .chart svg").wait_for()


def menu(page: Page, axis: dict[str, Any]) -> Locator:
    return page.locator("#choose").get_by_role("combobox", name=axis["label"], exact=True)


def reading(page: Page) -> str:
    return page.locator("#chooser output").inner_text()


def test_three_choices_have_a_number_and_an_address(page: Page, folder: Path) -> None:
    """By keyboard; the address gives them again, and so do the buttons back and forward."""
    content = choices_of(folder, GAP)
    row = next(row for row in content["rows"] if sum(map(bool, row[0])) == 3)
    visit(page, folder, GAP)
    answer = reading(page)
    assert answer.startswith(f"The answer: {content['rows'][0][8]} (95% interval ")
    for axis, place in zip(content["axes"], row[0], strict=True):
        if place:
            menu(page, axis).focus()
            for _ in range(place):
                page.keyboard.press("ArrowDown")
    _, _, _, _, n, _, _, _, value, interval = row
    expected = value + (f" (95% interval {interval})" if interval else "")
    assert reading(page) == f"{expected}, n = {n:,} {content['counted']}"
    assert page.locator("#chooser .chart").get_attribute("aria-label").count("; ") <= 8
    page.get_by_role("button", name="Copy the address of these choices").press("Enter")
    address = page.get_by_label("Address of this combination").input_value()
    chosen = reading(page)
    anchor = f"#{address.partition('#')[2]}"
    assert anchor.count("=") == 3
    visit(page, folder, GAP, anchor)
    assert reading(page) == chosen
    page.reload()
    page.locator("#chooser .chart svg").wait_for()
    assert reading(page) == chosen
    first = content["axes"][next(at for at, place in enumerate(row[0]) if place)]
    menu(page, first).select_option(index=0)
    assert reading(page) != chosen
    page.go_back()
    assert reading(page) == chosen
    page.go_forward()
    assert reading(page) != chosen


def test_who_is_academic_comes_first_with_all_its_numbers(page: Page, folder: Path) -> None:
    axis, *_ = choices_of(folder, SHARE)["axes"]
    visit(page, folder, SHARE)
    group = page.locator("#chooser fieldset")
    assert group.count() == 1
    labels = group.locator("label").all_inner_texts()
    assert len(labels) == len(axis["choices"]) == 3
    assert all("%" in label for label in labels)
    group.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    assert page.url.endswith(f"#choose?{axis['axis']}={axis['choices'][1]['choice']}")
    assert reading(page).startswith(labels[1].split()[0])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_question(browser: Browser, folder: Path, scheme: Any) -> None:
    page = browser.new_page(color_scheme=scheme)
    for question in QUESTIONS:
        visit(page, folder, question.id)
        options = {"resultTypes": ["violations"]}
        found = Axe().run(page, context="#choose", options=options).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], question.id
    page.close()


def test_without_scripts_a_table_has_the_answer_and_its_neighbours(
    browser: Browser, folder: Path
) -> None:
    rows = choices_of(folder, GAP)["rows"]
    near = [row for row in rows if sum(map(bool, row[0])) < 2 and not row[7]]
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{(folder / GAP).as_uri()}.html")
    assert page.locator("#chooser").is_hidden()
    cells = page.locator("#choose tbody tr").evaluate_all("rows => rows.map(r => r.innerText)")
    numbers = [tuple(cell.split("\t")[1:]) for cell in cells]
    assert sorted(numbers) == sorted((row[8], row[9], f"{row[4]:,}") for row in near)
    page.close()
