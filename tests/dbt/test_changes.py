"""Changes inside and between groups: the parts add up exactly, and planted changes are covered."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import numpy as np
import pytest

from tests.dbt.rendering import connect, render_model

SAMPLES = 1000
# The works are of six venues in both periods, of one that leaves and of one that enters.
OLD = np.array([2800, 1500, 900, 400, 120, 25, 300, 0])
NEW = np.array([3200, 700, 1400, 500, 90, 40, 0, 2100])
OLD_SHARES = np.array([0.55, 0.3, 0.42, 0.2, 0.6, 0.1, 0.35, 0.0])
CHANGES = np.array([-0.08, -0.02, -0.1, 0.05, -0.2, 0.15, 0.0, 0.5])


@pytest.fixture
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with connect() as connection:
        yield connection


MEMBERS = (
    "create table int_change_members (entity varchar, definition varchar, source varchar,"
    " vintage date, period varchar, period_start date, work_key ubigint, team_class varchar,"
    " has_industry boolean, grouping_name varchar, group_name varchar, part double)"
)


def split(database: duckdb.DuckDBPyConnection, old: np.ndarray, new: np.ndarray) -> None:
    """Run both models over counts of industry works, with one sample per row."""
    samples, venues = old.shape
    database.execute(MEMBERS)
    for year, sizes, counts in ((2015, OLD, old), (2020, NEW, new)):
        for industry, works in ((True, counts), (False, sizes - counts)):
            sample, venue = np.indices((samples, venues))
            columns = {"sample": sample.ravel(), "venue": venue.ravel(), "works": works.ravel()}
            database.register("planted", columns)
            database.execute(
                "insert into int_change_members select 'papers', 'accepted', sample, '2026-01-01',"
                f" '{year}', '{year}-01-01', 0, 'other', {industry}, 'venue', venue, works"
                " from planted where works > 0"
            )
    for model in ("int_change_groups", "change_parts"):
        database.execute(f"create table {model} as {render_model(model)}")


def counts(generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    shape = (SAMPLES, len(OLD))
    return (
        generator.binomial(OLD, OLD_SHARES, shape),
        generator.binomial(NEW, OLD_SHARES + CHANGES, shape),
    )


def test_a_worked_example(database: duckdb.DuckDBPyConnection) -> None:
    """Venue a changes, b shrinks, c leaves and d enters; the share goes from 4/10 to 4/8.

    A third period of four works is too small to compare.
    """
    database.execute(MEMBERS)
    for period, venue, works, industry in (
        ("2015", "a", 4, 2), ("2015", "b", 4, 2), ("2015", "c", 2, 0),
        ("2020", "a", 4, 3), ("2020", "b", 2, 1), ("2020", "d", 2, 0), ("2023", "a", 4, 4),
    ):  # fmt: skip
        for has_industry, part in ((True, industry), (False, works - industry)):
            database.execute(
                "insert into int_change_members values ('papers', 'accepted', 's', '2026-01-01',"
                " ?, cast(? || '-01-01' as date), 0, 'other', ?, 'venue', ?, ?)",
                [period, period, has_industry, venue, part],
            )
    rows = database.execute(
        "select group_name, composition_part, within, composition"
        f" from ({render_model('int_change_groups')}) where team_class is null order by group_name"
    ).fetchall()
    assert rows == [
        ("a", "shifted", pytest.approx(0.1125), pytest.approx(0.0175)),
        ("b", "shifted", pytest.approx(0), pytest.approx(-0.0075)),
        ("c", "left", 0, pytest.approx(0.09)),
        ("d", "entered", 0, pytest.approx(-0.1125)),
    ]


def test_a_planted_change_inside_venues_is_recovered_and_covered(
    database: duckdb.DuckDBPyConnection,
) -> None:
    split(database, *counts(np.random.default_rng(51)))
    weights = (OLD / OLD.sum() + NEW / NEW.sum()) / 2
    truth = float((weights * CHANGES)[(OLD > 0) & (NEW > 0)].sum())
    rows = database.execute(
        "select contribution, ci_low, ci_high from change_parts"
        " where metric = 'any_industry_share' and part = 'within'"
    ).fetchall()
    assert len(rows) == SAMPLES
    assert np.mean([value for value, _, _ in rows]) == pytest.approx(truth, abs=0.001)
    assert 0.93 <= sum(low <= truth <= high for _, low, high in rows) / SAMPLES <= 0.97


def test_the_four_parts_add_up_to_the_change(database: duckdb.DuckDBPyConnection) -> None:
    split(database, *(sample[:20] for sample in counts(np.random.default_rng(52))))
    sums = database.execute(
        "select sum(contribution), any_value(new_value - old_value), count(*) from change_parts"
        " group by metric, source, team_class"
    ).fetchall()
    assert len(sums) == 20 * 5
    assert all(parts == pytest.approx(change, abs=1e-12) for parts, change, _ in sums)
    assert {rows for _, _, rows in sums} == {4}


def test_the_split_does_not_depend_on_the_direction_of_time(
    database: duckdb.DuckDBPyConnection,
) -> None:
    """With exchanged periods, each part has the other sign, and the lost venue enters."""
    old, new = (sample[:1] for sample in counts(np.random.default_rng(53)))
    split(database, old, new)
    query = "select part, contribution from change_parts where metric = 'any_industry_share'"
    forward = dict(database.execute(query).fetchall())
    database.execute(
        "update int_change_members set period_start = make_date(4035 - year(period_start), 1, 1)"
    )
    for model in ("int_change_groups", "change_parts"):
        database.execute(f"create or replace table {model} as {render_model(model)}")
    backward = dict(database.execute(query).fetchall())
    other = {"within": "within", "shifted": "shifted", "entered": "left", "left": "entered"}
    assert {other[part]: pytest.approx(-value) for part, value in backward.items()} == forward
