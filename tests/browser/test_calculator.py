"""The calculator of budgets in Chromium, from a file and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.reports.conftest import Published, marts_file, publication, published

__all__ = ["marts_file", "publication", "published"]


@pytest.fixture
def page(browser: Browser, published: Published) -> Iterator[Page]:
    page = browser.new_page()
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.goto((published.folder / "what-is-in-reach.html").as_uri())
    yield page
    page.close()
    assert messages == []


def row(page: Page, year: str) -> list[str]:
    return page.locator(f"#within tr:has(th:text-is('{year}')) td").all_inner_texts()


def test_a_budget_typed_by_keyboard_counts_the_models_within_it(page: Page) -> None:
    """The models of 2018 and 2019 took 1e21 and 1e22 FLOP."""
    assert page.inner_text("#budget").startswith("This budget is 7.0e+21 FLOP.")
    assert row(page, "2018") == ["1 of 1 (100%)", "1 of 1 (100%)", "none known", "0"]
    assert row(page, "2019") == ["0 of 1 (0%)", "none known", "0 of 1 (0%)", "0"]
    page.get_by_role("spinbutton", name="GPUs").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("16")
    assert row(page, "2019") == ["1 of 1 (100%)", "none known", "1 of 1 (100%)", "0"]
    assert "The GPUs cost 537,600 USD" in page.inner_text("#budget")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert row(page, "2019") == ["0 of 1 (0%)", "none known", "0 of 1 (0%)", "0"]
    assert "USD" not in page.inner_text("#budget")


def test_an_impossible_budget_is_named(page: Page) -> None:
    page.get_by_label("Utilisation in percent").fill("101")
    assert "at most 100 percent" in page.inner_text("#budget")
    assert page.locator("#within tr").count() == 0
