"""A publication over real tables: figures read the marts they declare, and numbers are traced."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from reports.figures import FIGURES
from reports.site.pages import PAGES
from tests.reports.site.tracing import answering, bare_digits, untraced

# Words of captions for methods of intervals, and a part of the ids of each in ci_method.
METHODS = {
    "Wilson": "wilson",
    "bootstrap": "bootstrap",
    "by organisation": "organizations",
}
FIGURE = re.compile(r'<figure id="(\w+)".*?</figure>', re.S)


def test_the_first_run_is_whole(record_home: Path) -> None:
    """Compare each figure's SQL with its declaration, and each caption with its intervals."""
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
    methods = methods_of_captions(folder)
    assert len(methods) > 12
    assert {figure: names for figure, names in methods.items() if not all(names.values())} == {}


def methods_of_captions(folder: Path) -> dict[str, dict[str, bool]]:
    """Return the methods that each caption names, and whether intervals of its rows have them."""
    captions = {
        match[1]: match[0]
        for page in folder.glob("*.html")
        for match in FIGURE.finditer(page.read_text(encoding="utf-8"))
    }
    names = {}
    for figure, caption in captions.items():
        with (folder / "figures" / f"{figure}.csv").open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        methods = {row["ci_method"] for row in rows if row.get("ci_method") and row["ci_low"]}
        if methods:
            names[figure] = {
                name: any(part in method for method in methods)
                for name, part in METHODS.items()
                if name in caption
            }
    return names
