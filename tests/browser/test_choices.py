"""A reader chooses on each axis of a question, and shares the combination by its address."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page

from reports.questions import QUESTIONS

GAP, SHARE = "how-far-apart", "who-trains"


def choices_of(folder: Path, question: str) -> dict[str, Any]:
    file = folder / "api" / "v2" / "specifications" / f"{question}.json"
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return content


def visit(page: Page, folder: Path, question: str, anchor: str = "") -> None:
    page.goto("about:blank")
    page.goto(f"{(folder / question).as_uri()}.html{anchor}")
    page.locator("#choose").scroll_into_view_if_needed()
    page.locator("#chooser .chart svg").wait_for()


def menu(page: Page, axis: dict[str, Any]) -> Locator:
    return page.locator("#choose").get_by_role("combobox", name=axis["label"], exact=True)


def reading(page: Page) -> str:
    return page.locator("#chooser output").inner_text()


def test_three_choices_have_a_number_and_an_address(phone: Page, folder: Path) -> None:
    """By keyboard; the address gives them again, and so do the buttons back and forward."""
    content = choices_of(folder, GAP)
    row = next(row for row in content["rows"] if sum(map(bool, row[0])) == 3)
    visit(phone, folder, GAP)
    answer = reading(phone)
    assert answer.startswith(f"The answer: {content['rows'][0][8]} (95% interval ")
    for axis, place in zip(content["axes"], row[0], strict=True):
        if place:
            menu(phone, axis).focus()
            for _ in range(place):
                phone.keyboard.press("ArrowDown")
    _, _, _, _, n, _, _, _, value, interval = row
    expected = value + (f" (95% interval {interval})" if interval else "")
    assert reading(phone) == f"{expected}, n = {n:,} {content['counted']}"
    assert phone.locator("#chooser .chart").get_attribute("aria-label").count("; ") <= 8
    phone.get_by_role("button", name="Copy the address of these choices").press("Enter")
    address = phone.get_by_label("Address of this combination").input_value()
    chosen = reading(phone)
    anchor = f"#{address.partition('#')[2]}"
    assert anchor.count("=") == 3
    visit(phone, folder, GAP, anchor)
    assert reading(phone) == chosen
    phone.reload()
    phone.locator("#chooser .chart svg").wait_for()
    assert reading(phone) == chosen
    first = content["axes"][next(at for at, place in enumerate(row[0]) if place)]
    menu(phone, first).select_option(index=0)
    assert reading(phone) != chosen
    phone.go_back()
    assert reading(phone) == chosen
    phone.go_forward()
    assert reading(phone) != chosen


def test_who_is_academic_comes_first_with_all_its_numbers(desktop: Page, folder: Path) -> None:
    axis, *_ = choices_of(folder, SHARE)["axes"]
    visit(desktop, folder, SHARE)
    group = desktop.locator("#chooser fieldset")
    assert group.count() == 1
    labels = group.locator("label").all_inner_texts()
    assert len(labels) == len(axis["choices"]) == 3
    assert all("%" in label for label in labels)
    group.get_by_role("radio").first.focus()
    desktop.keyboard.press("ArrowDown")
    assert desktop.url.endswith(f"#choose?{axis['axis']}={axis['choices'][1]['choice']}")
    assert reading(desktop).startswith(labels[1].split()[0])


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
    rows_of_page = page.locator("#choose tbody tr:has(a)")
    cells = rows_of_page.evaluate_all("rows => rows.map(r => r.innerText)")
    numbers = [tuple(cell.split("\t")[1:]) for cell in cells]
    assert sorted(numbers) == sorted((row[8], row[9], f"{row[4]:,}") for row in near)
    page.close()
