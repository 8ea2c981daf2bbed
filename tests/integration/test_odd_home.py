"""A home whose path has characters that mean something to SQL, YAML, Jinja or a shell."""

from __future__ import annotations

from pathlib import Path

from tests.integration.installation import VINTAGES, Installation

NAME = """it's 100% {{ a }} ${HOME} "q" & (ü);"""


def test_tables_are_built_in_a_home_with_an_odd_name(tmp_path: Path) -> None:
    home = Installation(tmp_path / NAME)
    home.add(*next(iter(VINTAGES.items())))
    home.build("--select", "+vintages")
    assert home.query("select count(*) from marts.vintages") == [(1,)]
