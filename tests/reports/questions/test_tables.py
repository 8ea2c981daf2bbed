"""Headline tables have the numbers of the metrics, and their texts are escaped."""

from __future__ import annotations

import re
from dataclasses import replace

from reports.marts.headlines import Headline
from reports.marts.reader import Marts
from reports.questions.tables import HeadlineTable, as_latex, as_markdown, headline_table
from tests.reports.conftest import Warehouse

HOSTILE = "<script>|$x_1^2$ & \\input{/etc/passwd} % ~`*[a](b)"


def table(warehouse: Warehouse, headline: Headline) -> HeadlineTable:
    table = headline_table(Marts(warehouse.connection), headline)
    assert table is not None
    return replace(table, rows=[[str(cell) for cell in row] for row in table.rows])


def test_rows_equal_the_metrics(full: Warehouse) -> None:
    shares = table(full, Headline("model_team_share", "notable_compute_known", ("academic_only",)))
    assert list(shares.columns) == [
        "Teams", "Period", "Value", "95% interval", "k of n", "Unknown", "Bounds",
    ]  # fmt: skip
    assert [row[1] for row in shares.rows] == [
        "2010\N{EN DASH}2014", "2020\N{EN DASH}2022", "since 2023", "all years",
    ]  # fmt: skip
    assert list(shares.rows[1]) == [
        "Academic only", "2020\N{EN DASH}2022", "14.2%", "9.6\N{EN DASH}20.6%", "22 of 155", "0",
        "14.2%",
    ]  # fmt: skip
    assert "vintage 2026-01-26" in shares.note


def test_a_metric_without_fixed_periods_shows_its_years(full: Warehouse) -> None:
    gaps = table(full, Headline("compute_gap", "notable_compute_known_median"))
    assert [row[0] for row in gaps.rows] == ["2022", "2023"]
    assert gaps.rows[1][1:3] == ["100 times", "10\N{EN DASH}1,000"]


def test_years_that_are_still_filling_stand_beside_the_fixed_periods(full: Warehouse) -> None:
    headline = Headline("model_team_share", "notable_compute_known", ("academic_only",))
    full.connection.execute(
        "update marts.metrics set caveats = ['small_n', 'still_filling']"
        " where metric = 'model_team_share' and period in ('2023-latest', '2024', '2025', 'all')"
    )
    shares = table(full, headline)
    assert [(row[1], row[4]) for row in shares.rows][2:] == [
        ("since 2023, still filling", "11 of 147"),
        ("2024, still filling", "1 of 48"),
        ("2025, still filling", "0 of 34"),
        ("all years", "62 of 344"),
    ]


def test_a_ratio_of_topics_is_formatted_as_a_ratio(full: Warehouse) -> None:
    """A topic appears with its title, and only with its row of all years."""
    for period, value in (("2023-latest", 1.0), ("all", -1.0)):
        full.share("some_metric", "some_rule", period, 5, 10, topic="vision_language",
                   unit="log2_ratio", value=value, ci_low=value - 1, ci_high=value + 1)  # fmt: skip
    result = table(full, Headline("some_metric"))
    assert [list(row[:4]) for row in result.rows] == [
        ["Vision and language", "all years", "0.50 times", "0.25\N{EN DASH}1.00"]
    ]


def test_regions_have_their_own_table_over_all_years(full: Warehouse) -> None:
    for region, period in ((None, "all"), ("China", "all"), ("China", "2023-latest")):
        full.share("some_metric", "some_rule", period, 5, 10, topic="vision_language",
                   region=region)  # fmt: skip
    world = table(full, Headline("some_metric"))
    regions = table(full, Headline("some_metric", regions=True))
    assert world.columns[:2] == ["Topic", "Period"]
    assert len(world.rows) == 1
    assert regions.id == f"{world.id}-regions"
    assert [row[:3] for row in regions.rows] == [["Vision and language", "China", "all years"]]


def test_a_metric_without_k_has_a_column_n(full: Warehouse) -> None:
    gaps = table(full, Headline("compute_gap", "notable_compute_known_median"))
    assert list(gaps.columns) == ["Period", "Value", "95% interval", "n"]
    assert gaps.rows[0][-1] == "14"


def test_a_metric_without_rows_has_no_table(full: Warehouse) -> None:
    assert headline_table(Marts(full.connection), Headline("no_metric")) is None


def test_an_empty_definition_selects_one(full: Warehouse) -> None:
    full.share("some_metric", "some_rule", "2023-latest", 5, 10, topic="vision")
    tilt = table(full, Headline("some_metric"))
    assert tilt.scope.definition == "some_rule"
    assert tilt.title == "Some metric"
    assert tilt.rows[0][:3] == ["vision", "since 2023", "50.0%"]


def test_a_table_of_all_topics_together_has_no_rows_by_topic(full: Warehouse) -> None:
    full.share("some_metric", "some_rule", "2023-latest", 5, 10)
    full.share("some_metric", "some_rule", "2023-latest", 1, 10, topic="vision")
    rows = table(full, Headline("some_metric")).rows
    assert len(rows) == 1
    assert "5 of 10" in rows[0]


def hostile_table(full: Warehouse) -> HeadlineTable:
    full.share("some_metric", "some_rule", "2023-latest", 5, 10, topic=HOSTILE)
    return table(full, Headline("some_metric"))


def test_markdown_has_one_cell_for_each_column_with_hostile_text(full: Warehouse) -> None:
    text = as_markdown(hostile_table(full))
    assert "<script" not in text
    header, _, row = text.strip().splitlines()[-3:]
    cells = re.split(r"(?<!\\)\|", row)
    assert len(cells) == len(re.split(r"(?<!\\)\|", header))
    assert r"\[a\](b)" in row


def test_latex_has_no_command_from_the_data(full: Warehouse) -> None:
    text = as_latex(hostile_table(full))
    row = next(line for line in text.splitlines() if "script" in line)
    assert r"\textbackslash{}input\{" in row
    bare = row.replace(r"\textbackslash{}", "").replace(r"\textasciitilde{}", "")
    bare = bare.replace(r"\textasciicircum{}", "")
    assert not re.search(r"(?<!\\)[%$#_{}]", bare)
    columns = len(hostile_table(full).columns)
    assert len(re.findall(r"(?<!\\)&", bare)) == columns - 1
    for part in (r"\begin{table}", r"\toprule", r"\caption{Some metric: metric some\_metric"):
        assert part in text
