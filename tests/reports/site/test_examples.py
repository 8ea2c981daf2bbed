"""The worked examples run, and the API matches its description."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import duckdb
import jsonschema
import pandas as pd
import pytest

from reports.marts.headlines import FIRST_YEAR
from reports.questions import QUESTIONS
from reports.site.examples import NOTEBOOK, examples
from tests.reports.conftest import SITE, Published, served

COLUMNS = ["period", "k", "n", "value", "ci_low", "ci_high"]
SHARE = "metric = 'model_team_share' and definition = 'notable_classed'"
FORMER = [
    ("change", "within", -0.1036576411),
    ("universities", "share", 1 / 48),
]


@pytest.fixture
def years(published: Published) -> list[tuple[str, int, int]]:
    """The years of academic-only models on the newest list, with k and n."""
    return published.connection.execute(
        f"select period, k, n from marts.metrics_latest where {SHARE} and not suppressed"
        " and team_class = 'academic_only' and length(period) = 4 order by period"
    ).fetchall()


def run(name: str, place: str) -> dict[str, Any]:
    """Run an example as a reader would, and return its variables."""
    variables: dict[str, Any] = {}
    exec(examples(place)[name], variables)
    return variables


def numbers(rows: pd.DataFrame) -> list[tuple[str, int, int]]:
    return list(rows[["period", "k", "n"]].itertuples(index=False, name=None))


def test_pandas_reads_the_metrics_with_right_types(
    published: Published, years: list[tuple[str, int, int]]
) -> None:
    done = run("pandas", str(published.folder))
    assert numbers(done["share"]) == years
    kinds = {name: str(kind) for name, kind in done["metrics"].dtypes.items()}
    assert {kinds[name] for name in ("n", "k", "n_unknown")} == {"Int64"}
    assert {kinds[name] for name in ("value", "ci_low", "ci_level")} == {"Float64"}
    assert {kinds[name][:10] for name in ("vintage", "period_start")} == {"datetime64"}
    assert {kinds[name] for name in ("metric", "period", "team_class")} == {"string"}
    assert kinds["suppressed"] == "boolean"


def test_the_notebook_answers_three_questions(published: Published) -> None:
    notebook = json.loads((published.folder / NOTEBOOK).read_text(encoding="utf-8"))
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    done: dict[str, Any] = {}
    exec("\n".join(cells).replace(SITE, str(published.folder)), done)
    assert done["trained"].select("k", "n").rows() == [(16, 380)]
    assert done["published"]["period"][-1] == "2026"
    assert set(done["choices"]["question"]) == {
        number for question in QUESTIONS for number in question.numbers
    }
    assert (done["choices"]["least"] <= done["choices"]["value"]).all()


def test_a_program_finds_the_row_and_the_caveat_of_each_answer(published: Published) -> None:
    text = (published.folder / "llms.txt").read_text(encoding="utf-8")
    rows = re.findall(r"Row: (.*?)\.\n", text)
    assert len(rows) == len(QUESTIONS) <= text.count("Caveat: ")
    headlines = published.connection.execute(
        "select value from marts.answers where list_contains(?, question)",
        [[question.id for question in QUESTIONS]],
    ).fetchall()
    found = []
    for row in rows:
        filters = row.replace("`, `", " and ").strip("`")
        found += published.connection.execute(
            f"select value from marts.metrics where {filters} and is_latest and not suppressed"
            " and topic is null and country is null and region is null and venue is null"
            f" and counting = 'full' {'' if 'sector' in row else 'and sector is null'}"
            f" {'' if 'team_class' in row else 'and team_class is null'}"
        ).fetchall()
    assert sorted(found) == sorted(headlines)
    for link in re.findall(rf"\]\({SITE}/([^)]+)\)", text):
        assert (published.folder / link).is_file(), link


def test_the_example_in_sql_runs(published: Published, years: list[tuple[str, int, int]]) -> None:
    with duckdb.connect() as connection:
        rows = connection.sql(examples(str(published.folder))["duckdb"]).df()
    assert list(rows.columns) == [*COLUMNS, "vintage", "valid_to"]
    assert numbers(rows) == years


def test_a_definition_that_is_not_published_can_be_computed(published: Published) -> None:
    """The sums are those of a definition that the metric had until version 9."""
    with duckdb.connect() as connection:
        rows = connection.sql(examples(str(published.folder))["definition"]).df()
    assert [rows["k"].sum(), rows["n"].sum()] == [2, 92]


@pytest.mark.parametrize(("name", "column", "last"), FORMER)
def test_a_number_that_is_no_longer_published_can_be_computed(
    published: Published, name: str, column: str, last: float
) -> None:
    """The last row has the number of the publication before it left."""
    with duckdb.connect() as connection:
        rows = connection.sql(examples(str(published.folder))[name]).df()
    assert rows[column].iloc[-1] == pytest.approx(last)


def test_the_example_of_the_api_runs(
    published: Published, years: list[tuple[str, int, int]]
) -> None:
    done = run("api", published.folder.as_uri())
    assert numbers(done["share"]) == [row for row in years if row[0] >= FIRST_YEAR]
    assert done["metric"]["release"] == published.manifest["release"]


def test_polars_reads_a_metric_by_ranges_from_the_server_of_the_project(
    published: Published, years: list[tuple[str, int, int]]
) -> None:
    """Polars has its own HTTP client and asks for the last bytes first, then for columns."""
    with served(published.folder) as address:
        share = run("polars", address)["share"]
    assert sorted(share.select("period", "k", "n").rows()) == years


@pytest.mark.parametrize("is_served", [False, True])
def test_the_example_in_r_runs(
    published: Published, years: list[tuple[str, int, int]], is_served: bool
) -> None:
    r = shutil.which("Rscript")
    if r is None:
        pytest.skip("needs R (Debian: apt-get install r-base-core)")
    with served(published.folder) if is_served else nullcontext(str(published.folder)) as place:
        command = [r, "--vanilla", "-e", examples(place)["r"]]
        done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    cells = [line.split()[1:4] for line in done.stdout.splitlines() if line.split()[1:2] != ["k"]]
    rows = [(period.strip('"'), int(k), int(n)) for period, k, n in cells if period.isdigit()]
    assert rows == years


def api(folder: Path, name: str) -> Any:
    return json.loads((folder / "api" / "v2" / name).read_text(encoding="utf-8"))


def test_every_file_of_the_api_fits_its_schema(published: Published) -> None:
    described = api(published.folder, "openapi.json")
    assert urlsplit(described["servers"][0]["url"]).path == "/divide/api/v2"

    def fits(content: object, schema: str) -> None:
        jsonschema.validate(content, {**described, "$ref": f"#/components/schemas/{schema}"})

    for path, schema in (("publication.json", "Publication"), ("metrics.json", "Metrics")):
        assert f"/{path}" in described["paths"]
        fits(api(published.folder, path), schema)
    metrics = api(published.folder, "metrics.json")["metrics"]
    assert len(metrics) > 10
    for metric in metrics:
        rows = api(published.folder, metric["path"])
        fits(rows, "Rows")
        assert rows["metric"] == metric["metric"]
    for question in QUESTIONS:
        fits(api(published.folder, f"specifications/{question.id}.json"), "Specifications")
    with pytest.raises(jsonschema.ValidationError):
        fits({"release": "1"}, "Metrics")
