"""TOP500: the 500 fastest listed computers of each June and November, as sums by segment.

A list becomes one row for each segment, accelerator and country. The site states no licence, so no
row of a computer is kept in a table. https://top500.org/project/top500_description/
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

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
    Column("accelerator", aliases=("Accelerator", "Accelerator/Co-Processor")),
)
SEGMENTS = (
    "Academic", "Research", "Industry", "Vendor", "Classified", "Government", "Others",
)  # fmt: skip
NO_ACCELERATOR = ("", "None")
# Successive lists differ by a factor of 1.0 to 1.8, and a wrong unit by a factor of 1,000.
LARGEST_STEP = 30
RECORD = Path(__file__).parents[2] / "embedded/top500"


Sums = list[dict[str, str]]


def read(file: Input) -> list[Part]:
    """Read one list, or a file of sums. The date of a list comes from its name."""
    if not LIST_NAME.search(file.path.name):
        return [read_csv_part(file, "sums", COLUMNS)]
    rmax, sums = list_sums(file.path, file.name)
    others = [row for row in recorded() if row["list"] != sums[0]["list"]]
    check_continuity(file.name, others + sums)
    path = file.scratch / "sums.csv"
    write_csv(path, HEADINGS, sums)
    part = read_csv_part(replace(file, path=path), "list", COLUMNS)
    return [replace(part, renamed={"rmax_tflops": rmax}, left_out=SYSTEMS)]


def list_sums(path: Path, file: str) -> tuple[str, Sums]:
    """Return the heading of Rmax and the sums of a list.

    Raises IngestionError if the list is not whole, or lacks a column.
    """
    match = LIST_NAME.search(path.name)
    if match is None:
        raise IngestionError(file, "the file name must be as in TOP500_202606.xlsx")
    headings, *cells = _cells(path, file)
    if len(cells) != SYSTEMS:
        raise IngestionError(file, f"the list is cut: it has {len(cells)} of {SYSTEMS} systems")
    found = {name: [*names, ""][0] for name, names in match_columns(file, SYSTEM, headings).items()}
    groups: dict[tuple[str, str, str], list[tuple[float, float]]] = {}
    for number, line in enumerate(cells, 1):
        row = {"": "", **dict(zip(headings, line, strict=True))}
        has = str(row[found["accelerator"]] not in NO_ACCELERATOR).lower()
        key = row[found["segment"]], has if found["accelerator"] else "", row[found["country"]]
        try:
            amounts = float(row[found["rmax"]]), float(row[found["power"]] or 0)
        except ValueError as error:
            raise IngestionError(file, str(error), column="Rmax or Power", row=number) from None
        groups.setdefault(key, []).append(amounts)
    unit, list_date = RMAX[squash(found["rmax"])], f"{match[1]}-{match[2]}-01"
    return found["rmax"], [_sums(list_date, key, groups[key], unit) for key in sorted(groups)]


def _cells(path: Path, file: str) -> Iterator[Sequence[str]]:
    """Yield the headings and the rows of a CSV, xls or xlsx file as texts."""
    if path.suffix == ".csv":
        yield from csv_rows(path, file)
        return
    try:
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    except (CalamineError, OSError) as error:
        raise IngestionError(file, f"not a readable spreadsheet: {error}") from error
    yield from ([str(cell).strip() for cell in row] for row in rows)


def _sums(
    date: str, key: tuple[str, str, str], amounts: Sequence[tuple[float, float]], unit: float
) -> dict[str, str]:
    powers = [power for _, power in amounts if power > 0]
    rmax = math.fsum(rmax * unit for rmax, _ in amounts)
    numbers = len(amounts), round(rmax, 6), round(math.fsum(powers), 3), len(powers)
    return dict(zip(HEADINGS, map(str, (date, *key, *numbers)), strict=True))


def check_continuity(file: str, sums: Sums) -> None:
    """Raise IngestionError if the Rmax of two successive lists differ like two units."""
    totals: dict[str, float] = {}
    for row in sums:
        totals[row["list"]] = totals.get(row["list"], 0) + float(row["rmax_tflops"])
    for before, after in pairwise(sorted(totals)):
        if not 1 / LARGEST_STEP < totals[after] / totals[before] < LARGEST_STEP:
            rule = (
                f"all systems of {before} have {totals[before]:,.0f} TFlop/s, and those of {after}"
                f" have {totals[after]:,.0f}: one is read in a wrong unit"
            )
            raise IngestionError(file, rule, column="Rmax")


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
