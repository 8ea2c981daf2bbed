"""A run starts if anything changed that decides about a published byte."""

from __future__ import annotations

from importlib.metadata import version

import pytest

from orchestration import unchanged


@pytest.mark.parametrize(
    "library",
    [
        *("duckdb", "isal", "jinja2", "markdown-it-py", "markupsafe", "matplotlib", "msgspec"),
        *("numpy", "pagefind", "pagefind-bin", "pillow", "plotnine", "scipy", "threadpoolctl"),
    ],
)
def test_another_release_of_a_library_is_a_change(
    monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    before = unchanged.code_digest()
    monkeypatch.setattr(
        unchanged, "version", lambda name: "another" if name == library else version(name)
    )
    assert unchanged.code_digest() != before


def test_tools_that_only_check_the_code_are_no_input() -> None:
    assert not {"pytest", "ruff", "compute-divide"} & unchanged.libraries()
