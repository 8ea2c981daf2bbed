"""One suite a layer: each measure of its profile lies within the limits of ``limits.csv``."""

import csv
from pathlib import Path
from typing import NamedTuple

import great_expectations as gx
import great_expectations.expectations as gxe
from great_expectations.expectations.row_conditions import Column

LIMITS = Path(__file__).parents[1] / "limits.csv"
# The asset to which Dagster attaches the checks of a layer. Every publication depends on both.
TABLES = {"staging": "stg_raw__snapshots", "marts": "metrics"}


class Limit(NamedTuple):
    """The limits of a measure.

    ``compared`` says what they hold: the ratio or the difference of a value to that of the accepted
    profile, or the value itself. No number is no limit.
    """

    layer: str
    measure: str
    sentence: str
    compared: str
    least: str
    most: str
    severity: str
    reason: str


def limits() -> list[Limit]:
    """Read the limits of all measures."""
    with LIMITS.open(encoding="utf-8", newline="") as file:
        return [Limit(**row) for row in csv.DictReader(file)]


def _expectation(limit: Limit) -> gxe.ExpectColumnValuesToBeBetween:
    return gxe.ExpectColumnValuesToBeBetween(
        description=limit.sentence,
        column=limit.compared,
        min_value=float(limit.least) if limit.least else None,
        max_value=float(limit.most) if limit.most else None,
        row_condition=Column("measure") == limit.measure,
        severity=limit.severity,
    )


LAYERS = {
    layer: gx.ExpectationSuite(
        name=f"{layer}.{table}",
        meta={"query": f"Measures of {layer}.sql, within limits.csv."},
        expectations=[_expectation(limit) for limit in limits() if limit.layer == layer],
    )
    for layer, table in TABLES.items()
}
