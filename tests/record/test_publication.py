"""A publication over real tables: figures read the marts they declare, and numbers are traced."""

from __future__ import annotations

import re
from pathlib import Path

from reports.figures import FIGURES
from reports.site.pages import PAGES
from tests.reports.site.tracing import answering, bare_digits, untraced


def test_the_first_run_is_whole(record_home: Path) -> None:
    """Compare each figure's SQL with its declaration."""
    folder = record_home / "published" / "latest"
    figures = {path.stem for path in folder.glob("figures/*.sql")}
    assert set(FIGURES) == figures
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) <= 60e6
    marts = {
        path.stem: set(re.findall(r"\bmarts\.(\w+)", path.read_text(encoding="utf-8")))
        for path in folder.glob("figures/*.sql")
    }
    assert marts.items() <= {figure: set(spec.tables) for figure, spec in FIGURES.items()}.items()
    pages = answering(folder)
    assert untraced(folder, *pages) == []
    assert bare_digits(*pages) == []
    assert all(page.stat().st_size < 400_000 for page in folder.rglob("*.html"))
    assert all((folder / f"{page.id}.html").stat().st_size > 5_000 for page in PAGES)
