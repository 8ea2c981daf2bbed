"""TOP500: the 500 fastest listed computers of each June and November, as sums by segment.

A list becomes one row for each segment, accelerator and country. The site states no licence, so no
row of a computer is kept in a table. https://top500.org/project/top500_description/
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from ingestion.errors import IngestionError
from ingestion.landing.csv_file import csv_rows, read_csv_part, write_csv
from ingestion.landing.schema import (
    Column,
    Input,
    Part,
    Rule,
    Source,
    date_rule,
    match_columns,
    squash,
)
from ingestion.landing.workbook import workbook_rows

COLUMNS = (
    Column("list", "DATE", ("list",), required=True, filled=True),
    Column("segment", aliases=("segment",), required=True, filled=True),
    # Null before June 2011, when the lists had no such column.
    Column("accelerated", "BOOLEAN", ("accelerated",), required=True),
    Column("country", aliases=("country",), required=True, filled=True),
    Column("systems", "BIGINT", ("systems",), required=True, filled=True),
    Column("rmax_tflops", "DOUBLE", ("rmax_tflops",), required=True, filled=True),
    Column("power_kw", "DOUBLE", ("power_kw",), required=True),
    Column("systems_with_power", "BIGINT", ("systems_with_power",), required=True),
)
HEADINGS = [column.name for column in COLUMNS]
LIST_NAME = re.compile(r"TOP500_(\d{4})(06|11)\.(csv|xlsx?)$")
SYSTEMS = 500
# TFlop/s in the unit of each heading, without signs: it was GFlop/s until June 2017.
RMAX = {"rmax": 1e-3, "rmaxtflops": 1.0}
SYSTEM = (
    Column("segment", aliases=("Segment",), required=True),
    Column("country", aliases=("Country",), required=True),
    Column("rmax", aliases=("Rmax [TFlop/s]", "Rmax"), required=True),
    Column("power", aliases=("Power", "Power (kW)")),
)
ACCELERATOR = Column("accelerator", aliases=("Accelerator", "Accelerator/Co-Processor"))
SEGMENTS = (
    "Academic", "Research", "Industry", "Vendor", "Classified", "Government", "Others",
)  # fmt: skip
# "None", and what spreadsheets and others write in its place, without signs: "N/A", "-".
NO_ACCELERATOR = ("", "na", "no", "none", "null")
ACCELERATORS_SINCE = "2011-06-01"
# Successive lists differ by a factor of 1.0 to 1.8, and a wrong unit by a factor of 1,000.
LARGEST_STEP = 30
# Systems a year that get or lose an accelerator: up to 42 until June 2026.
LARGEST_CHANGE = 80
# The first system has had at most 30% of the Rmax of all, and took at most 42,220 kW.
LARGEST_SHARE = 0.5
LARGEST_KW = 1e6
RECORD = Path(__file__).parents[2] / "embedded/top500"


Sums = list[dict[str, str]]


def read(file: Input) -> list[Part]:
    """Read one list, or a file of sums. The date of a list comes from its name."""
    if not LIST_NAME.search(file.path.name):
        part = read_csv_part(file, "sums", COLUMNS)
        check_lists(file.name, _with_recorded(_read_sums(file, part)))
        return [part]
    rmax, sums = list_sums(file.path, file.name)
    check_lists(file.name, _with_recorded(sums))
    path = file.scratch / "sums.csv"
    write_csv(path, HEADINGS, sums)
    part = read_csv_part(replace(file, path=path), "list", COLUMNS)
    return [replace(part, renamed={"rmax_tflops": rmax}, left_out=SYSTEMS)]


def _read_sums(file: Input, part: Part) -> Sums:
    """Return the rows of a file of sums, without those that the grain or a type sets aside."""
    names = ("list", "accelerated", "systems", "rmax_tflops")
    query = (
        f"select {', '.join(f'any_value({name})' for name in names)} from ({part.query})"
        " where list is not null and systems is not null and rmax_tflops is not null"
        " group by list, segment, accelerated, country"
    )
    rows = file.connection.execute(query).fetchall()
    return [dict(zip(names, map(str, row), strict=True)) for row in rows]


def _with_recorded(sums: Sums) -> Sums:
    """Add the lists of the record that a file does not have."""
    own = {row["list"] for row in sums}
    return [*sums, *(row for row in recorded() if row["list"] not in own)]


def list_sums(path: Path, file: str) -> tuple[str, Sums]:
    """Return the heading of Rmax and the sums of a list.

    Raises IngestionError if the list is not whole, lacks a column, or has a system that cannot be.
    """
    match = LIST_NAME.search(path.name)
    if match is None:
        raise IngestionError(file, "the file name must be as in TOP500_202606.xlsx")
    headings, *cells = csv_rows(path, file) if path.suffix == ".csv" else workbook_rows(path, file)
    if len(cells) != SYSTEMS:
        raise IngestionError(file, f"the list is cut off: {len(cells)} of {SYSTEMS} systems")
    if len({tuple(line) for line in cells}) != SYSTEMS:
        raise IngestionError(file, "the list repeats a system")
    list_date = f"{match[1]}-{match[2]}-01"
    columns = [replace(ACCELERATOR, required=list_date >= ACCELERATORS_SINCE), *SYSTEM]
    matches = match_columns(file, columns, headings)
    found = {name: [*names, ""][0] for name, names in matches.items()}
    groups: dict[tuple[str, str, str], list[tuple[float, float]]] = {}
    for number, line in enumerate(cells, 1):
        row = {"": "", **dict(zip(headings, line, strict=True))}
        has = str(squash(row[found["accelerator"]]) not in NO_ACCELERATOR).lower()
        key = row[found["segment"]], has if found["accelerator"] else "", row[found["country"]]
        amounts = _amounts(row[found["rmax"]], row[found["power"]], file, number)
        groups.setdefault(key, []).append(amounts)
    check_systems(file, groups)
    unit = RMAX[squash(found["rmax"])]
    return found["rmax"], [_sums(list_date, key, groups[key], unit) for key in sorted(groups)]


def _amounts(rmax: str, power: str, file: str, row: int) -> tuple[float, float]:
    """Return the Rmax and the power of a system. Raises IngestionError if one cannot be."""
    try:
        # Python reads 1_500 as a number.
        amounts = float(rmax.replace("_", "?")), float(power.replace("_", "?") or 0)
    except ValueError:
        rule = f"must be numbers, with a point before decimals; found {rmax!r} and {power!r}"
        raise IngestionError(file, rule, column="Rmax or Power", row=row) from None
    if not 0 < amounts[0] < math.inf:
        raise IngestionError(file, f"must be above 0; found {rmax}", column="Rmax", row=row)
    if not 0 <= amounts[1] < LARGEST_KW:
        rule = f"must be from 0 to {LARGEST_KW:,.0f} kW; found {power}"
        raise IngestionError(file, rule, column="Power", row=row)
    return amounts


def check_systems(
    file: str, groups: Mapping[tuple[str, str, str], Sequence[tuple[float, float]]]
) -> None:
    """Raise IngestionError if one system has most of a list."""
    rmax = [amount for amounts in groups.values() for amount, _ in amounts]
    if max(rmax) > LARGEST_SHARE * math.fsum(rmax):
        rule = f"one system has {max(rmax) / math.fsum(rmax):.0%} of all: its unit is another one"
        raise IngestionError(file, rule, column="Rmax")


def _sums(
    date: str, key: tuple[str, str, str], amounts: Sequence[tuple[float, float]], unit: float
) -> dict[str, str]:
    powers = [power for _, power in amounts if power > 0]
    rmax = math.fsum(rmax * unit for rmax, _ in amounts)
    numbers = len(amounts), round(rmax, 6), round(math.fsum(powers), 3), len(powers)
    return dict(zip(HEADINGS, map(str, (date, *key, *numbers)), strict=True))


def check_lists(file: str, sums: Sums) -> None:
    """Raise IngestionError if a list is cut, or differs too much from the next.

    Its Rmax may be in another unit, or its word for no accelerator unknown.
    """
    totals, systems, accelerated = dict[str, float](), Counter[str](), Counter[str]()
    for row in sums:
        totals[row["list"]] = totals.get(row["list"], 0) + float(row["rmax_tflops"])
        systems[row["list"]] += int(row["systems"])
        accelerated[row["list"]] += int(row["systems"]) * (row["accelerated"].lower() == "true")
    for date, number in systems.items():
        if number != SYSTEMS:
            rule = f"the list of {date} is cut: it has {number} of {SYSTEMS} systems"
            raise IngestionError(file, rule, column="systems")
    for before, after in pairwise(sorted(totals)):
        if not totals[before] < LARGEST_STEP * totals[after] < LARGEST_STEP**2 * totals[before]:
            rule = (
                f"all systems of {before} have {totals[before]:,.0f} TFlop/s, and those of {after}"
                f" have {totals[after]:,.0f}: one is read in a wrong unit"
            )
            raise IngestionError(file, rule, column="Rmax")
        years = max(int(after[:4]) - int(before[:4]), 1)
        if abs(accelerated[after] - accelerated[before]) > LARGEST_CHANGE * years:
            rule = (
                f"{accelerated[before]} systems of {before} have one, and {accelerated[after]} of"
                f" {after}: one of the lists has an unknown word"
            )
            raise IngestionError(file, rule, column="Accelerator")


def recorded() -> Sums:
    """Return the sums of the record."""
    tables = (csv_rows(path, path.name) for path in RECORD.glob("*_top500_sums.csv"))
    return [dict(zip(headings, row, strict=True)) for headings, *rows in tables for row in rows]


SOURCE = Source(
    name="top500",
    table="sums",
    publisher="TOP500",
    homepage="https://top500.org/lists/top500/",
    licence="none declared for the lists; sums that we computed",
    citation="TOP500, lists of June 1993 and later, https://top500.org; our sums.",
    first_fetch="7 calls, 1 MB",
    globs=(
        "top500/*TOP500_??????.csv", "top500/*TOP500_??????.csv.gz", "top500/*TOP500_??????.xls",
        "top500/*TOP500_??????.xlsx", "top500/*top500_sums.csv",
    ),
    columns=COLUMNS,
    read=read,
    # The site refuses several lists in quick succession.
    pause=15.0,
    rules=(
        Rule("systems < 1 or systems > 500", ("systems",), "must be from 1 to 500"),
        Rule("rmax_tflops <= 0", ("rmax_tflops",), "must be above 0"),
        Rule(
            f"segment not in {SEGMENTS}", ("segment",), f"must be one of {', '.join(SEGMENTS)}"
        ),
        date_rule("list", 1993, "31 days"),
    ),
    grain=("list", "segment", "coalesce(accelerated::varchar, '')", "country"),
)  # fmt: skip
