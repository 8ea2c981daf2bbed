"""The rows of the explorer, their texts, and the library that draws them."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from typing import Any

from reports.charts.theme import SHAPES
from reports.marts.headlines import Headline
from reports.marts.reader import Marts
from reports.questions.question import Page
from reports.questions.tables import headline_table, table_id
from reports.site.explorer import SYMBOLS, payload
from reports.site.write import LIBRARY
from tests.reports.conftest import Published, Warehouse

MODELS = ("model_team_share", "notable_compute_known")
QUESTION = Page(
    id="q",
    link="Q",
    title="Question?",
    headlines=(Headline(*MODELS, ("", "academic_only")),),
)
COLUMNS = ("period", "value", "low", "high", "n", "k", "unknown", "caveats", "text", "between")


def explored(warehouse: Warehouse, page: Page = QUESTION) -> dict[str, Any]:
    marts = Marts(warehouse.connection)
    tables = {table_id(headline): headline_table(marts, headline) for headline in page.headlines}
    data = payload(marts, page, {name: table for name, table in tables.items() if table})
    assert data is not None
    return data


def series_of(data: dict[str, Any]) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    """Return rows by definition, vintage, team class and case."""
    return {
        tuple(
            series[key]
            for key in ("definition", "vintage", "team", "country", "region", "venue", "topic")
            if key in series
        ): [dict(zip(COLUMNS, row, strict=True)) for row in series["rows"]]
        for chart in data["charts"]
        for series in chart["series"]
    }


def test_a_headline_has_every_list_and_case_and_others_their_newest(warehouse: Warehouse) -> None:
    warehouse.vintage()
    for definition in ("notable_compute_known", "notable"):
        for vintage in ("2025-01-01", "2026-01-26"):
            place = ("model_team_share", definition, "2024", 5, 10)
            for case in (
                {}, {"country": "DE"}, {"region": "Europe"}, {"venue": "nips"}, {"topic": "vision"},
            ):  # fmt: skip
                warehouse.share(*place, vintage=vintage, **case)
    cases = ((), ("DE",), ("Europe",), ("nips",), ("vision",))
    assert set(series_of(explored(warehouse))) == {
        ("notable_compute_known", vintage, "all", *case)
        for vintage in ("2025-01-01", "2026-01-26")
        for case in cases
    } | {("notable", "2026-01-26", "all")}


def test_a_metric_that_has_topics_only_keeps_them_for_every_definition(
    warehouse: Warehouse,
) -> None:
    warehouse.vintage()
    warehouse.share(*MODELS, "all", 50, 100, topic="vision")
    warehouse.share("model_team_share", "notable", "all", 5, 10, topic="vision")
    assert {key[0] for key in series_of(explored(warehouse))} == {"notable", MODELS[1]}


def test_rows_read_as_on_the_other_pages_and_suppressed_rows_have_no_numbers(
    warehouse: Warehouse,
) -> None:
    warehouse.vintage()
    warehouse.share(*MODELS, "2024", 1, 3000, n_unknown=7)
    warehouse.share(*MODELS, "2025", 1, 3)
    warehouse.share(*MODELS, "2009", 5, 10)
    warehouse.share(*MODELS, "2023-latest", 5, 10)
    ((period, row, hidden),) = series_of(explored(warehouse)).values()
    assert (row["text"], row["between"]) == ("<0.1%", "0.0\N{EN DASH}0.2%")
    assert (row["value"], row["n"], row["k"], row["unknown"]) == (0.0003, 3000, 1, 7)
    assert (hidden["period"], hidden["n"]) == ("2025", 3)
    assert [hidden[name] for name in ("value", "low", "high", "k")] == [None] * 4
    assert (hidden["text"], hidden["between"]) == ("", "")
    assert period["period"] == "2023-latest"


def test_names_orders_and_caveats_come_with_the_rows(warehouse: Warehouse) -> None:
    warehouse.vintage()
    warehouse.teams(*MODELS, "2024", (5, 5, 5, 5))
    warehouse.share(*MODELS, "all", 5, 10, team_class=None)
    warehouse.insert("dim_country", country="DE", name="Germany")
    warehouse.share(*MODELS, "2010-2014", 5, 10, country="DE", venue="nips")
    data = explored(warehouse)
    assert data["teams"] == ["all", "academic_only", "industry_only", "academia_industry", "other"]
    assert data["periods"] == ["2024", "2010-2014", "all"]
    assert data["charts"][0]["teams"] == ["all", "academic_only"]
    assert data["names"]["country"] == {"DE": "Germany"}
    assert data["names"]["venue"] == {"nips": "NeurIPS"}
    assert data["names"]["vintage"] == {"2026-01-26": "26 January 2026"}
    assert data["sentences"] == {MODELS[1]: "Notable, compute known."}
    assert data["caveats"] == [["Few cases."]]
    assert set(SYMBOLS) == set(SHAPES.values())


def test_foreign_names_are_cut_and_plain(warehouse: Warehouse) -> None:
    warehouse.vintage()
    for case in ("country", "region", "venue", "topic", "sector"):
        warehouse.share(*MODELS, "2024", 5, 10, **{case: "x\u202e" * 1000})
    text = json.dumps(explored(warehouse), ensure_ascii=False)
    assert "\u202e" not in text
    assert "x " * 100 not in text


def test_a_page_without_rows_has_no_explorer(warehouse: Warehouse) -> None:
    assert payload(Marts(warehouse.connection), replace(QUESTION, headlines=()), {}) is None


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
