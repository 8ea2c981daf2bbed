"""The calculator of budgets in Chromium, from a file and by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Page

YEAR = "2025"


@pytest.fixture
def page(desktop: Page, folder: Path) -> Page:
    desktop.goto((folder / "what-is-in-reach.html").as_uri())
    desktop.locator("#within tr").first.wait_for()
    return desktop


@pytest.fixture
def within(page: Page, folder: Path) -> Callable[[int, int], str]:
    """All teams' models of a year within GPUs for some days, counted in the marts."""
    utilization = int(page.get_by_label("Utilisation in percent").input_value()) / 100
    with duckdb.connect(folder / "compute_divide.duckdb", read_only=True) as marts:
        ((peak,),) = marts.execute(
            "select device_flop_per_second from marts.hardware_peaks"
            " where hardware_name = 'NVIDIA H100 SXM5 80GB'"
        ).fetchall()
        flops = marts.execute(
            "select 10 ** greatest(log10_flop, base_log10_flop) as needed from marts.models"
            " where vintage = '2026-08-19'"
            " and list_contains(definitions, 'notable_classed') and log10_flop is not null"
            f" and year(publication_date) = {YEAR}"
        ).fetchnumpy()["needed"]

    def count(gpus: int, days: int) -> str:
        budget = gpus * peak * days * 86_400 * utilization
        return f"{(flops <= budget).sum()} of {len(flops)} "

    return count


def row(page: Page) -> list[str]:
    return page.locator(f"#within tr:has(th:text-is('{YEAR}')) td").all_inner_texts()


def test_a_budget_typed_by_keyboard_counts_the_models_within_it(
    page: Page, within: Callable[[int, int], str]
) -> None:
    assert re.match(r"This budget is \d\.\de21 FLOP\.", page.inner_text("#budget"))
    assert row(page)[0].startswith(within(8, 30))
    of_industry = row(page)[2]
    assert re.match(r"\d+ of \d+ ", of_industry)
    page.get_by_role("spinbutton", name="GPUs").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("384")
    assert row(page)[0].startswith(within(384, 30))
    assert within(384, 30) != within(8, 30)
    assert re.search(r"Buying the GPUs cost [\d,]+ USD", page.inner_text("#budget"))
    page.get_by_role("spinbutton", name="Days").fill("300")
    assert row(page)[0].startswith(within(384, 300))
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    page.locator("#within tr").first.wait_for()
    assert page.get_by_label("Days").input_value() == "300"
    assert row(page)[0].startswith(within(384, 300))
    page.locator(f"#within tr:has(th:text-is('{YEAR}')) a").first.click()
    page.locator("body[data-rows]").wait_for()
    k = within(384, 300).split()[0]
    assert page.inner_text("#shown").startswith(f"{k} of ")
    assert page.locator("[data-rows] tbody tr").count() == int(k)


def test_a_model_says_what_it_takes_of_the_budget(page: Page) -> None:
    page.get_by_role("combobox", name="Model", exact=True).fill("GPT-3 175B (davinci)")
    taken = re.search(r"or (\d+) of them for 30 days", page.inner_text("#takes"))
    assert taken
    page.get_by_role("spinbutton", name="GPUs").fill(taken[1])
    assert "within this budget" in page.inner_text("#takes")
    page.get_by_role("button", name="Copy budget address").click()
    assert f"gpus={taken[1]}&" in page.get_by_label("Address of this budget").input_value()


def test_an_impossible_budget_is_named(page: Page) -> None:
    page.get_by_label("Utilisation in percent").fill("101")
    assert "at most 100 percent" in page.inner_text("#budget")
    assert page.locator("#within tr").count() == 0
