"""The rows behind a number: the address of the models or papers that a row of metrics counts."""

from collections.abc import Callable, Mapping
from functools import cache
from math import log10
from typing import Any
from urllib.parse import parse_qsl, urlencode

from markupsafe import Markup, escape

from reports.marts import reach
from reports.marts.dimensions import venue_name
from reports.marts.reader import TRAINED, Marts
from reports.text.formatting import slug
from reports.text.sentence import Address, Number, Sentence

MODELS, PAPERS = "models.html", "papers.html"
# Class of the makers of a base model, by its sector in marts.metrics.
MAKERS = {
    "academia": "academic_only",
    "industry": "industry_only",
    "academia+industry": "academia_industry",
    "other": "other",
}
Row = Mapping[str, Any]


def addresses(marts: Marts) -> Address:
    """Return the function that gives the address of the rows of an id of a row of metrics.

    The address is empty where the site does not list the rows.
    """
    newest = marts.scope(*TRAINED)

    @cache
    def address(row_id: str) -> str:
        table, _, key = row_id.partition("?")
        if table != "metrics":
            return ""
        row = dict(parse_qsl(key))
        if row.get("counting") == "full" and newest and row.get("source") == newest.source:
            is_newest = row["vintage"] == newest.vintage.isoformat()
            return _models(marts, row) if is_newest else ""
        return _papers(marts, row)

    return address


def opened(text: object, root: str = "", *, address: Address) -> Markup:
    """Return a text as HTML; ``root`` leads from its page to the top folder."""

    def from_page(row_id: str) -> str:
        target = address(row_id)
        return f"{root}{target}" if target else ""

    return text.linked(from_page) if isinstance(text, Number | Sentence) else escape(text)


def _models(marts: Marts, row: Row) -> str:
    filters = MODEL_FILTERS.get(row["metric"])
    chosen = filters(marts, row) if filters else None
    if chosen is None:
        return ""
    every = {
        "definition": row["definition"],
        "team": row.get("team_class"),
        "period": row["period"],
        **chosen,
    }
    return f"{MODELS}#{urlencode({name: value for name, value in every.items() if value})}"


def _papers(marts: Marts, row: Row) -> str:
    if row["metric"] not in ("paper_team_share", "any_industry_share"):
        return ""
    if row["definition"] != "accepted" or {"country", "region", "topic"} & row.keys():
        return ""
    asked = {"venue": slug(venue_name(marts, row["venue"]))} if "venue" in row else {}
    asked["period"] = row["period"]
    # The page of editions passes these on to its list of papers.
    asked |= {"team": row["team_class"]} if "team_class" in row else {"industry": "yes"}
    return f"{PAPERS}#{urlencode(asked)}"


def _within(marts: Marts, row: Row) -> dict[str, object] | None:
    """Return the population and the largest compute of a budget."""
    if not row["period"].isdigit():
        return None
    budgets = reach.budgets(marts, row["period"])
    of_row = [budget for budget in budgets if budget["definition"] == row["definition"]]
    if not of_row:
        return None
    return {"definition": TRAINED[1], "most": log10(of_row[0]["budget_flop"])}


# What the cases of a share have beside its definition, period and team class.
MODEL_FILTERS: dict[str, Callable[[Marts, Row], dict[str, object] | None]] = {
    "model_team_share": lambda _marts, _row: {},
    "disclosure_share": lambda _marts, _row: {"compute": "known"},
    "open_weights_share": lambda _marts, _row: {"weights": "open"},
    "model_country_share": lambda _marts, row: {"country": row["country"]},
    "adapted_base_share": lambda _marts, row: {"base": MAKERS[row["sector"]]},
    "top10_industry_share": lambda _marts, _row: {"team": "industry_only", "largest": "10"},
    "reachable_share": _within,
}
