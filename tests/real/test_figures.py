"""The figures of the real publication read the marts that they declare."""

from __future__ import annotations

from pathlib import Path

import duckdb

from reports.figure_catalogue import FIGURES
from reports.marts.reader import Marts
from tests.reports.test_figure_catalogue import marts_read


def test_each_figure_reads_exactly_the_marts_it_declares(real_home: Path) -> None:
    path = real_home / "published" / "latest" / "compute_divide.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        marts = Marts(connection)
        read = {figure: marts_read(marts, figure) for figure in FIGURES}
    assert read == {figure: set(spec.marts) for figure, spec in FIGURES.items()}
