"""The page of models in reach: also the budgets as a table, and the data of the calculator."""

from math import log10
from typing import Any

from reports.marts import reach
from reports.marts.estimates import Estimate
from reports.marts.reader import TRAINED, Marts
from reports.marts.supply import median_models
from reports.publication.content import PublicationContent
from reports.questions.what_is_in_reach import QUESTION
from reports.questions.wording import k_of_n
from reports.site.pages import question
from reports.site.table import NUMBER, Column, Row, Table
from reports.site.view import View
from reports.text.formatting import PURE_TEAMS, count, day_name, percent, plain, team_name
from reports.text.units import format_number

NUMBERS = ("Within", "As H100s", "Rent (USD)", "Price (USD)", "Compute (FLOP)")
COLUMNS = (Column("Budget"), Column("GPU"), *(Column(name, NUMBER) for name in NUMBERS))


def _context(marts: Marts, content: PublicationContent) -> dict[str, Any]:
    return {
        **question.context(QUESTION, marts, content),
        "budgets": budget_table(marts),
        "calculator": calculator(marts),
    }


def budget_table(marts: Marts) -> dict[str, Any]:
    """Return the budgets with their size and the models within them in the newest year."""
    rows, years = [], []
    budgets = reach.budgets(marts)
    for newest in budgets:
        share = marts.newest(reach.METRIC, newest["definition"])
        if share is not None:
            of_year = reach.budgets(marts, share.period)
            rows += [_row(b, share) for b in of_year if b["definition"] == share.definition]
            years.append(share.period)
    utilization = reach.utilizations(marts).values() if rows else ()
    return {
        "rent": next((row for row in budgets if row["rent_usd"]), None),
        "table": Table("budgets-title", "The budgets", COLUMNS, rows),
        "year": max(years, default=""),
        "utilization": ", ".join(percent(share) for share in utilization),
    }


def _row(budget: dict[str, Any], share: Estimate) -> Row:
    rent, price = (budget[name] for name in ("rent_usd", "devices_price_usd"))
    h100s = f"{budget['h100s']:,.3g}" if budget["h100s"] < 100 else count(round(budget["h100s"]))
    cells = [
        plain(budget["title"], 120),
        plain(budget["hardware_name"] or "as awarded", 60),
        k_of_n(share),
        h100s,
        *("not stated" if usd is None else count(round(usd)) for usd in (rent, price)),
        format_number(log10(budget["budget_flop"]), "log10_flop"),
    ]
    return Row(cells)


def calculator(marts: Marts) -> dict[str, Any] | None:
    """Return the devices and medians to choose from, teams and population; None without budgets."""
    if marts.scope(reach.METRIC, reach.NODE) is None:
        return None
    fixed = {
        row["hardware_name"]: row for row in reach.budgets(marts) if row["hardware_rule"] == "fixed"
    }
    rented = next((row for row in fixed.values() if row["usd_per_hour"]), None)
    return {
        "rent": rented
        and {
            "name": plain(rented["hardware_name"], 60),
            "peak": rented["device_flop_per_second"],
            "usd": rented["usd_per_hour"],
            "day": day_name(rented["rent_as_of"]),
        },
        "utilization": round(100 * reach.utilizations(marts)["central"]),
        "population": TRAINED[1],
        "teams": [{"id": team, "name": team_name(team)} for team in PURE_TEAMS],
        "devices": [
            {
                "name": plain(row["hardware_name"], 60),
                "peak": row["device_flop_per_second"],
                "price": row["release_price_usd"],
                "chosen": row["hardware_name"] in fixed,
            }
            for row in reach.devices(marts)
        ],
        "medians": [_median(row) for row in median_models(marts) if row["x"] < row["vintage"].year],
    }


def _median(row: dict[str, Any]) -> dict[str, Any]:
    """Return the median model of a finished year as the calculator lists a model."""
    name = f"notable model of {row['period']}"
    return {
        "typed": f"Median {name}",
        "name": f"The median {name} (n = {count(row['n'])} with known compute)",
        "year": row["period"],
        "flop": row["value"],
    }


VIEW = View(QUESTION, _context)
