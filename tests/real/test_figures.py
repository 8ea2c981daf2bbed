"""The publishers' data can be drawn, and the figures read the marts that they declare."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import duckdb
import pytest

from reports.figures import FIGURES
from reports.publish import Publication, publish
from reports.site.about import PAGES
from tests.builders import ROOT
from tests.reports.site.tracing import untraced

# Words of captions for methods of intervals, and a part of the ids of each in ci_method.
METHODS = {
    "Wilson": "wilson",
    "bootstrap": "bootstrap",
    "delta method": "linearised",
    "by organisation": "organizations",
}
CASES = re.compile(r"\d+ of (?:the )?\d+")
FIGURE = re.compile(r'<figure id="(\w+)".*?</figure>', re.S)


@pytest.mark.usefixtures("without_pictures")
def test_every_page_is_written_and_each_figure_reads_exactly_the_marts_it_declares(
    real_home: Path, publication: Publication, tmp_path: Path
) -> None:
    path = real_home / "warehouse" / "publishers.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        publish(connection, tmp_path, publication)
    read = {
        path.stem: set(re.findall(r"\bmarts\.(\w+)", path.read_text(encoding="utf-8")))
        for path in tmp_path.glob("figures/*.sql")
    }
    assert read == {figure: set(spec.marts) for figure, spec in FIGURES.items()}
    assert untraced(tmp_path) == []
    assert all((tmp_path / f"{page.id}.html").stat().st_size > 5_000 for page in PAGES)
    named = methods_of_captions(tmp_path)
    assert len(named) > 12
    assert {figure: names for figure, names in named.items() if not all(names.values())} == {}


def test_the_readme_states_the_answer_of_these_files(real_home: Path) -> None:
    """The files are those of the README, so its numbers are those of the front page."""
    latest = real_home / "published" / "latest"
    answer = json.loads((latest / "answers.json").read_text(encoding="utf-8"))[0]["text"]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    paragraph = readme.partition("**The answer")[2].partition("\n\n")[0]
    stated = CASES.findall(" ".join(paragraph.split()))
    assert stated == ["11 of the 147", "10 of 65", "1 of 48", "0 of 34", "29 of 42"]
    assert CASES.findall(answer) == stated


def methods_of_captions(folder: Path) -> dict[str, dict[str, bool]]:
    """Return the methods that each caption names, and whether intervals of its rows have them."""
    captions = {
        found[1]: found[0]
        for page in folder.glob("*.html")
        for found in FIGURE.finditer(page.read_text(encoding="utf-8"))
    }
    named = {}
    for figure, caption in captions.items():
        with (folder / "figures" / f"{figure}.csv").open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        used = {row["ci_method"] for row in rows if row.get("ci_method") and row["ci_low"]}
        if used:
            named[figure] = {
                name: any(part in method for method in used)
                for name, part in METHODS.items()
                if name in caption
            }
    return named
