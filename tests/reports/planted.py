"""Marts of choices with planted numbers, for questions of two kinds."""

from __future__ import annotations

import duckdb

from reports.marts.reader import Marts

GAP, SHARE = "how-far-apart", "who-trains"
LISTS = (("notable", "notable models"), ("all", "all models of the publisher"))
YEARS = (("since_2010", "since 2010"), ("since_2018", "since 2018"))
TEAMS = (("academic_only", "universities alone"), ("no_company", "no company on the team"))
AXES = {
    GAP: (("list", "List of models", LISTS), ("span", "Years", YEARS)),
    SHARE: (("list", "List of models", LISTS), ("team", "Who is academic", TEAMS)),
}
# Of each question: its unit, and the value, interval, n and k of each combination.
NUMBERS = {
    GAP: (
        "log10_ratio",
        {
            "notable since_2010": (1.7, 1.0, 2.4, 347, None),
            "all since_2010": (2.0, None, None, 900, None),
            "notable since_2018": (1.0, 0.6, None, 120, None),
        },
    ),
    SHARE: (
        "share",
        {
            "notable academic_only": (0.042, 0.018, 0.097, 380, 16),
            "all academic_only": (0.113, 0.08, 0.15, 900, 102),
            "notable no_company": (0.071, 0.04, 0.12, 380, 27),
            "all no_company": (0.113, 0.08, 0.15, 900, 102),
        },
    ),
}
TABLES = """
create schema marts;
create table marts.choices (question varchar, axis varchar, axis_label varchar, axis_place int,
    choice varchar, label varchar, clause varchar, place int, is_answer boolean, caveat varchar);
create table marts.specifications (question varchar,
    choices struct(list varchar, span varchar, team varchar), value double, ci_low double,
    ci_high double, unit varchar, n bigint, k bigint, period varchar, is_answer boolean,
    steps int, is_repeat boolean);
"""
ANSWERS = """
create table marts.answers as
select question, unit, n, k, 'models' as counted, value, ci_low, ci_high,
    3::bigint as combinations, value / 2 as p05, value * 2 as p95, 'list' as decisive_axis,
    if(unit = 'share', null, 1::double) as agree, agree * 0.7::double as agree_clearly
from marts.specifications where is_answer
"""


def planted() -> Marts:
    """Return a reader of marts in memory; the last combination of the share is a repeat."""
    connection = duckdb.connect()
    connection.execute(TABLES)
    for question, axes in AXES.items():
        for place, (axis, label, values) in enumerate(axes):
            for at, (choice, words) in enumerate(values):
                caveat = "selection" if choice == "all" else None
                row = [question, axis, label, place, choice, words, "", at, at == 0, caveat]
                connection.execute(f"insert into marts.choices values ({_marks(row)})", row)
        unit, numbers = NUMBERS[question]
        answer = next(iter(numbers)).split()
        for name, (value, low, high, n, k) in numbers.items():
            chosen = name.split()
            taken = dict(zip((axis for axis, *_ in axes), chosen, strict=True))
            choices = {axis: taken.get(axis) for axis in ("list", "span", "team")}
            steps = sum(one != own for one, own in zip(chosen, answer, strict=True))
            row = [question, choices, value, low, high, unit, n, k, "all", not steps, steps]
            row += [steps > 1]
            connection.execute(f"insert into marts.specifications values ({_marks(row)})", row)
    connection.execute(ANSWERS)
    return Marts(connection)


def _marks(row: list[object]) -> str:
    return ", ".join("?" * len(row))
