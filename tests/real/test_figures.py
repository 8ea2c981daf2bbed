"""The publishers' data can be drawn, and the figures read the marts that they declare."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from reports.catalogue import PAGES
from reports.figure_catalogue import FIGURES
from reports.publish import Publication, publish
from tests.reports.site.tracing import untraced


@pytest.mark.usefixtures("without_pictures")
def test_every_page_is_written_and_each_figure_reads_exactly_the_marts_it_declares(
    real_home: Path, publication: Publication, tmp_path: Path
) -> None:
    path = real_home / "warehouse" / "publishers.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        publish(connection, tmp_path, publication)
    evidence = [json.loads(file.read_text()) for file in tmp_path.glob("figures/*.evidence.json")]
    read = {one["figure"]: set(one["marts"]) for one in evidence}
    assert read == {figure: set(spec.marts) for figure, spec in FIGURES.items()}
    assert untraced(tmp_path) == []
    assert all((tmp_path / f"{page.id}.html").stat().st_size > 5_000 for page in PAGES)
