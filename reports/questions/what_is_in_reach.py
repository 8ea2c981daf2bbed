"""What academia could train."""

from math import log10
from typing import Any

from reports.marts import reach
from reports.marts.estimates import row_id
from reports.marts.headlines import Headline
from reports.marts.reader import Marts
from reports.marts.tables import MartTable
from reports.questions import academic_supply
from reports.questions.question import Answer, Question
from reports.questions.wording import compared, say, state, together
from reports.text.formatting import PURE_TEAMS, ratio
from reports.text.sentence import Number, Sentence, joined

# The number of GPUs is a part of the definition of a budget.
NAMES = {
    reach.NODE: "one node of 8 GPUs",
    reach.MEDIAN: "the median award to researchers",
    reach.LARGEST: "the largest award to researchers",
}
LADDER = dict(zip(reach.FIXED_DEVICES, ("8 H100s", "384 H100s", "5,000 H100s"), strict=True))
REACH = (*reach.FIXED_DEVICES[1:], reach.NODE, reach.MEDIAN, reach.LARGEST)


def answer(marts: Marts) -> Answer | None:
    """State how many models of the newest year are within GPUs for a month, and an award."""
    small, cluster, nation = (marts.newest(reach.METRIC, name) for name in reach.FIXED_DEVICES)
    if small is None:
        return None
    return together(
        state(
            "Eight H100s for a month could have trained {small:k of the n} notable models of "
            "{small:period} with known compute ({small:interval}){larger}.",
            "In a month, 8 H100s could train {small:k of the n} models of {small:period} of known "
            "compute",
            small=small,
            larger=say(
                "; a university cluster of 384 could have trained {cluster:k}, and a national "
                "machine of 5,000 could have trained {nation:k}",
                cluster=cluster,
                nation=nation,
            )
            if cluster and nation
            else "",
        ),
        state(
            "The median one took {need:value} the compute of the median award from {feeds}.",
            need=academic_supply.need(marts),
            feeds=academic_supply.award_list(marts),
        ),
    )


def by_year(marts: Marts) -> Answer | None:
    """State how the share of a node changed, and the shares of awards."""
    small, median, largest = (marts.newest(reach.METRIC, name) for name in reach.FIXED)
    return together(
        state(
            "Of the models of {small:period}, a month on 8 H100s reaches {small:value} "
            "({small:interval}).",
            small=small,
        ),
        compared(marts, marts.finished_years(reach.METRIC, reach.FIXED[0])),
        state(
            "The median award from {feeds} could have trained {median:k of n} models of "
            "{median:period}, and the largest {largest:share}.",
            median=median,
            largest=largest,
            feeds=academic_supply.award_list(marts),
        ),
    )


def awards(marts: Marts) -> Answer | None:
    """State the median and the largest award as H100s, and their rent."""
    rows = {row["definition"]: row for row in reach.budgets(marts)}
    if not rows.keys() >= {reach.MEDIAN, reach.LARGEST}:
        return None
    median, largest = rows[reach.MEDIAN], rows[reach.LARGEST]
    return state(
        "The median award from {feeds} gives as much compute as a month on {median} H100s, which "
        "cost {median_rent} USD to rent on demand, and the largest as much as "
        "{largest} H100s, for {largest_rent} USD.",
        feeds=academic_supply.award_list(marts),
        median=_part(median, "h100s"),
        median_rent=_part(median, "rent_usd"),
        largest=_part(largest, "h100s"),
        largest_rent=_part(largest, "rent_usd"),
    )


def _part(budget: dict[str, Any], column: str) -> Number | None:
    value = budget[column]
    key = {name: budget[name] for name in ("definition", "year", "utilization_level")}
    row = row_id("compute_budgets", key)
    return Number(ratio(log10(value)), value, row, column) if value else None


def falls(marts: Marts) -> Answer | None:
    """State for each budget since when it has reached less than half of the models."""
    scope = marts.scope(reach.METRIC, reach.NODE)
    if scope is None:
        return None
    halves = reach.falls_below_half(marts, scope)
    parts = [
        say("{budget} {fall}", budget=NAMES[name], fall=_fall(halves[name]))
        for name in NAMES
        if name in halves
    ]
    return state(
        "We ask since when each budget has reached less than half of a year's models with known "
        "compute: {parts}. Brackets show the range of years that the intervals allow.",
        parts=joined(parts, "; ") if parts else None,
    )


def _fall(row: dict[str, Any]) -> Sentence:
    if row["half_state"] == "before_data":
        return say("in every year since {year}", year=_year(row, "first_year"))
    if row["half_state"] == "not_yet":
        return say("not yet in {year}", year=_year(row, "last_year"))
    low = "{low}" if row["half_year_low"] else "before {first}"
    high = "{high}" if row["half_year_high"] else "after {last}"
    span = (
        low
        if row["half_year_low"] and row["half_year_low"] == row["half_year_high"]
        else f"{low} to {high}"
    )
    return say(
        f"since {{year}} ({span})",
        year=_year(row, "half_year"),
        low=_year(row, "half_year_low"),
        first=_year(row, "first_year"),
        high=_year(row, "half_year_high"),
        last=_year(row, "last_year"),
    )


def _year(row: dict[str, Any], column: str) -> Number:
    names = ("definition", "source", "vintage", "utilization_level", "period")
    key = {**{name: row[name] for name in names}, "team_class": row["team_class"] or ""}
    return Number(str(row[column]), row[column], row_id("reachable_shares", key), column)


QUESTION = Question(
    id="what-is-in-reach",
    link="What is in reach",
    title="What could academia train?",
    means=(
        "A budget is a number of GPUs for a month, or an award from a computing programme to "
        "researchers. Its compute is the peak performance of the GPUs, times the duration, times "
        "the share of the peak that training reaches. A model is within the budget if its final "
        "training run took no more compute, and neither did the base model that it names. The "
        "answer uses the H100 in every year, so it shows which models could be trained "
        "again with the GPUs of 2023. Other definitions use the fastest NVIDIA GPU on sale when "
        "the year began. Awards are hours on a machine, given to current projects by public "
        "programmes in the United States. TOP500 lists the 500 fastest computers that sites "
        "submit, by a benchmark (Linpack)."
    ),
    means_not=(
        "A university could not always train a model within the budget. Training also takes data, "
        "staff, memory and failed runs, and one project seldom has all GPUs to itself. Large "
        "companies often keep their compute secret, and these models are not counted. The "
        "bounds state the share if all of them were inside or outside the budget. Linpack is "
        "computed in 64-bit arithmetic and training in 16-bit or lower, so the two are not "
        "compared. Most companies do not submit their systems, and since about 2020 China seldom "
        "does. The sector of a system is that of TOP500: Leonardo and Isambard-AI are academic "
        "there, while other national systems that universities share are research."
    ),
    answer=answer,
    more=(
        by_year,
        awards,
        falls,
        academic_supply.needs,
        academic_supply.shares,
        academic_supply.growth,
        academic_supply.in_countries,
        academic_supply.awards,
    ),
    figures=("reachable_share", "supply_and_demand"),
    also={"what-academia-has": "How many awards would a model take?"},
    headlines=(
        Headline("reachable_share", reach.FIXED_DEVICES[0], ("", *PURE_TEAMS), beside=LADDER),
        *(Headline("reachable_share", name, ("", *PURE_TEAMS)) for name in REACH),
        *(Headline(academic_supply.NEED, name) for name in academic_supply.NEEDS),
        Headline(academic_supply.SHARE, academic_supply.LISTED),
        Headline("academic_hpc_doubling_months", academic_supply.LISTED),
        *(Headline("award_size", name) for name in ("award_median", "award_largest")),
        Headline("award_concentration", "award_ten_institutions"),
    ),
    tables=(
        MartTable(
            "reachable_shares",
            "The year from which a budget reaches less than half of the models",
            "utilization_level = 'central' and period = cast(last_year as varchar)"
            " and vintage = (select max(vintage) from marts.reachable_shares)",
            "definition, team_class nulls first",
            columns="definition, source, vintage, team_class, half_state, half_year, "
            "half_year_low, half_year_high, first_year, last_year",
        ),
        MartTable(
            "compute_budgets",
            "Budgets by year, with their devices, price and training compute",
            "utilization_level = 'central'",
            "hardware_rule desc, budget, year desc",
            "This publication has no table of machine-learning hardware yet.",
        ),
        MartTable(
            "academic_hpc",
            "Academic systems on the newest list, by country",
            "is_newest and definition = 'hpc_listed' and country is not null"
            " and academic_systems > 0",
            "academic_rmax_tflops desc",
            columns="list, country, academic_systems, academic_rmax_tflops, academic_share,"
            " share_of_academic",
        ),
        MartTable(
            "award_fields",
            "Awards by field",
            "vintage = (select max(vintage) from marts.award_fields)",
            "projects desc, field",
            "This publication has no list of awards yet.",
        ),
    ),
    terms=("known compute", "notable model", "bounds", "interval by organisation", "vintage"),
    near=("how-far-apart", "who-trains", "how-concentrated"),
)
