"""The rows of the explorer, their texts, and the library that draws them."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from reports.marts.headlines import Headline
from reports.questions.question import Page
from reports.questions.tables import headline_table, table_id
from reports.site.explorer import payload
from reports.site.write import LIBRARY
from tests.reports.conftest import Published
from tests.reports.edited import Edited

TEAMS = ("", "academic_only")
MODELS = Headline("model_team_share", "from_scratch", TEAMS)
PAPERS = Headline("paper_team_share", "accepted", TEAMS)
COLUMNS = ("period", "value", "low", "high", "n", "k", "unknown", "caveats", "text", "between")
CASES = ("country", "region", "venue", "topic", "sector")


def explored(record: Edited, *headlines: Headline) -> dict[str, Any]:
    page = Page(id="q", link="Q", title="Question?", headlines=headlines)
    tables = {table_id(headline): headline_table(record.marts, headline) for headline in headlines}
    data = payload(record.marts, page, {name: table for name, table in tables.items() if table})
    assert data is not None
    return data


def series_of(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [series for chart in data["charts"] for series in chart["series"]]


def test_a_headline_has_every_list_and_case_and_others_their_newest(record: Edited) -> None:
    data = explored(record, PAPERS)
    headline, others = [], []
    for series in series_of(data):
        (headline if series["definition"] == PAPERS.definition else others).append(series)
    assert len({series["vintage"] for series in headline}) > 1
    assert all([series for series in headline if case in series] for case in ("venue", "topic"))
    assert others
    assert not [series for series in others if set(CASES) & series.keys()]
    vintages = {(series["definition"], series["vintage"]) for series in others}
    assert len(vintages) == len(dict(vintages))


def test_a_metric_that_has_topics_only_keeps_them(record: Edited) -> None:
    series = series_of(
        explored(record, Headline("topic_compute_intensity", "all_models_compute_known"))
    )
    assert all("topic" in one for one in series)


def test_rows_read_as_on_the_other_pages_and_suppressed_rows_have_no_numbers(
    record: Edited,
) -> None:
    shares = f"metric = '{MODELS.metric}' and team_class = 'academic_only'"
    record.edit(
        f"update marts.metrics set value = 0.0003, ci_low = 0, ci_high = 0.0019"
        f" where {shares} and period = '2024'"
    )
    record.edit(
        "update marts.metrics set suppressed = true, value = null, ci_low = null, ci_high = null,"
        f" k = null where {shares} and period = '2025'"
    )
    series = next(
        one for one in series_of(explored(record, MODELS)) if one["team"] == "academic_only"
    )
    rows = {row[0]: dict(zip(COLUMNS, row, strict=True)) for row in series["rows"]}
    assert (rows["2024"]["text"], rows["2024"]["between"]) == ("<0.1%", "0.0\N{EN DASH}0.2%")
    assert [rows["2025"][name] for name in ("value", "low", "high", "k")] == [None] * 4
    assert (rows["2025"]["n"], rows["2025"]["text"], rows["2025"]["between"]) == (83, "", "")
    assert "2009" not in rows
    assert "2023-latest" in rows


def test_foreign_names_are_cut_and_plain(record: Edited) -> None:
    where = f"metric = '{MODELS.metric}' and definition = '{MODELS.definition}' and period = '2024'"
    for case in CASES:
        record.copy("metrics", f"repeat('x\u202e', 1000) as {case}", where)
    text = json.dumps(explored(record, MODELS), ensure_ascii=False)
    assert "x x" in text
    assert "\u202e" not in text
    assert "x " * 100 not in text


def test_a_page_without_rows_has_no_explorer(record: Edited) -> None:
    assert payload(record.marts, Page(id="q", link="Q", title="Question?"), {}) is None


def test_the_library_is_the_one_whose_version_and_licences_are_stated() -> None:
    digest, name = (LIBRARY.parent / "plot.min.js.sha256").read_text().split()
    assert (name, hashlib.sha256(LIBRARY.read_bytes()).hexdigest()) == (LIBRARY.name, digest)
    dependencies = json.loads((LIBRARY.parent / "package.json").read_text())["dependencies"]
    packages = json.loads((LIBRARY.parent / "package-lock.json").read_text())["packages"]
    licences = (LIBRARY.parent / "LICENCES.txt").read_text(encoding="utf-8")
    for package, version in dependencies.items():
        assert packages[f"node_modules/{package}"]["version"] == version
        assert f"{package} {version} (ISC)" in licences


def test_the_library_needs_no_right_that_the_policy_withholds() -> None:
    """It compiles no text to code, loads nothing, and cannot end its own script element."""
    text = LIBRARY.read_text(encoding="utf-8")
    assert not re.findall(r"\beval\(|new Function|</script|\bfetch\(|XMLHttpRequest", text)
    assert set(re.findall(r"https?://([\w.]+)", text)) == {"www.w3.org"}


def test_only_pages_with_an_explorer_have_its_files(published: Published) -> None:
    pages = {
        path.stem: path.read_text(encoding="utf-8") for path in published.folder.glob("*.html")
    }
    files = {path.stem for path in (published.folder / "explorer").iterdir()}
    carrying = {name for name, text in pages.items() if f'data-page="{name}"' in text}
    assert files == carrying | {"plot", "explorer"}
    assert "who-trains" in carrying
    assert not {"index", "revisions", "methods"} & carrying
