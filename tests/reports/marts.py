"""A small warehouse in memory: empty marts by their contracts, and rows that tests add."""

from __future__ import annotations

import csv
import datetime as dt
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import duckdb
import yaml

from tests.builders import ROOT

SEEDS = ROOT / "dbt_project" / "seeds"
VINTAGE, OLDER, OLDEST = dt.date(2026, 1, 26), dt.date(2024, 7, 6), dt.date(2023, 3, 3)
TEAMS = ("academic_only", "industry_only", "academia_industry", "other")
BOOTSTRAP = "bootstrap_percentile(seed=1)"
UNTESTED = "cannot be tested"
H100, PEAK, PRICE = "NVIDIA H100 SXM5 80GB", 989.4e12, 33600.0
# Values of columns that a row does not name.
DEFAULTS: dict[str, Any] = {
    "definition": "notable_compute_known",
    "vintage": VINTAGE,
    "period": "all",
    "counting": "full",
    "suppressed": False,
    "caveats": [],
}
# topic, title, focus, whether its tags are imprecise, compute, academic-only papers of 100
TOPICS = (
    ("large_language_models", "Large language models", "foundation", False, 24.0, 40),
    ("vision_language", "Vision and language", "foundation", False, 23.0, 45),
    ("fairness", "Fairness", "contrast", True, 19.0, 60),
    ("learning_theory", "Learning theory", "contrast", False, 17.0, 65),
    ("bandits", "Bandits", None, False, 16.0, 70),
)


@cache
def contracts() -> dict[str, dict[str, str]]:
    """Return the columns of each mart with their types, from the YAML of dbt."""
    files = sorted((ROOT / "dbt_project" / "models" / "marts").rglob("*.yml"))
    models = [
        model
        for file in files
        for model in yaml.safe_load(file.read_text(encoding="utf-8")).get("models", [])
    ]
    return {
        model["name"]: {column["name"]: column["data_type"] for column in model["columns"]}
        for model in models
    }


def wilson(k: int, n: int) -> tuple[float, float]:
    """Return the interval of the metrics contract."""
    z = 1.959963984540054
    middle, half = k + z * z / 2, z * math.sqrt(k * (n - k) / n + z * z / 4)
    return max(0.0, (middle - half) / (n + z * z)), min(1.0, (middle + half) / (n + z * z))


@dataclass
class Warehouse:
    """A connection whose marts are filled row by row, for one source."""

    connection: duckdb.DuckDBPyConnection
    source: str = "epoch"

    def insert(self, table: str, **row: Any) -> None:
        """Add a row; columns that it does not name have their default, or no value."""
        columns = contracts()[table]
        defaults = {name: value for name, value in DEFAULTS.items() if name in columns}
        if "source" in columns:
            defaults["source"] = self.source
        values = defaults | row
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join("?" for _ in values)
        statement = f"insert into marts.{table} ({names}) values ({marks})"
        self.connection.execute(statement, list(values.values()))

    def rows(self, table: str, names: str, *rows: tuple[Any, ...], **same: Any) -> None:
        """Add rows with these columns, and with the same values of the others."""
        for row in rows:
            self.insert(table, **dict(zip(names.split(), row, strict=True)), **same)

    def estimate(
        self, metric: str, unit: str, value: float, ends: tuple[float, float], **more: Any
    ) -> None:
        """Add an estimate with its interval."""
        period = str(more.get("period", "all"))
        row = {
            "period_start": None if period == "all" else dt.date(int(period[:4]), 1, 1),
            "period_end": dt.date(int(period), 12, 31) if period.isdigit() else None,
            "n": 24,
            "ci_low": ends[0],
            "ci_high": ends[1],
            "ci_level": 0.95,
            "ci_method": BOOTSTRAP,
        }
        self.insert("metrics", metric=metric, unit=unit, value=value, **{**row, **more})

    def share(self, metric: str, definition: str, period: str, k: int, n: int, **more: Any) -> None:
        """Add one share by the contract: suppressed under 5, with Wilson interval and bounds."""
        is_shown = n >= 5
        unknown = more.pop("n_unknown", 0)
        row = {
            "definition": definition,
            "period": period,
            "n": n,
            "k": k if is_shown else None,
            "n_unknown": unknown,
            "bound_low": k / (n + unknown) if is_shown else None,
            "bound_high": (k + unknown) / (n + unknown) if is_shown else None,
            "ci_method": "wilson",
            "effective_n": float(n) if is_shown else None,
            "suppressed": not is_shown,
            "caveats": ["small_n"],
        }
        value, ends = (k / n, wilson(k, n)) if is_shown else (None, (None, None))
        self.estimate(metric, **{"unit": "share", "value": value, "ends": ends, **row, **more})

    def teams(self, metric: str, definition: str, period: str, ks: tuple[int, ...]) -> None:
        """Add all four team classes of a period."""
        for team_class, k in zip(TEAMS, ks, strict=True):
            self.share(metric, definition, period, k, sum(ks), team_class=team_class)

    def vintage(self, **more: Any) -> None:
        """Add the snapshot of the rows."""
        row = {
            "snapshot_id": f"{self.source}_1",
            "shape": "epoch",
            "vintage_rule": "file name",
            "publisher": "Epoch AI",
            "url": "https://epoch.ai/data",
            "file": "epoch/list.csv",
            "bytes": 10,
            "sha256": "ab" * 32,
            "rows": 100,
            "retrieved_at": dt.datetime(2026, 1, 26, 12),
            "licence": "CC-BY-4.0",
            "citation": "Epoch AI, Data on AI Models.",
            "lists": ["notable"],
        }
        self.insert("vintages", **{**row, **more})

    def doubling(self, team_class: str | None, months: float, low: float, high: float) -> None:
        """Add a doubling time and the fitted line behind it."""
        more = {"team_class": team_class, "n": 20}
        ends, method = (low, high), {"ci_method": "ols_t", "n_unknown": 0}
        self.estimate("compute_doubling_months", "months", months, ends, **method, **more)
        slope = 12 * math.log10(2) / months
        line = {"slope": slope, "intercept": 20 - slope * 2018, "first_x": 2011.0, "last_x": 2025.0}
        self.insert("compute_fits", **more, **line)

    def gap(self, period: str, value: float, low: float, high: float) -> None:
        """Add the ratios of a year, and the numbers of models behind them."""
        for measure in ("median", "max"):
            place = {"definition": f"notable_compute_known_{measure}", "period": period}
            self.estimate("compute_gap", "log10_ratio", value, (low, high), n=14, **place)
            self.insert("compute_gap_counts", **place, n_industry_only=9, n_academic_only=5)

    def model(self, number: int, name: str, organization: str = "University") -> None:
        """Add a notable model with compute."""
        self.insert(
            "models",
            model_id=str(number),
            source_row=number,
            model=name,
            organization=organization,
            team_class=TEAMS[number % 2],
            publication_date=dt.date(2012 + number, 6, 1),
            year_fraction=2012.4 + number,
            training_compute_flop=10.0 ** (15 + number),
            log10_flop=15.0 + number,
            definitions=["notable", "notable_compute_known"],
        )

    def accuracy(
        self, measure: str, of: str | None, k: int, n: int, dictionary: str = "without ROR"
    ) -> None:
        """Add a measure of the classification, on test strings sampled by number of mentions."""
        low, high = wilson(k, n)
        labels = {"dictionary": dictionary, "label_set": "own labels", "split": "test"}
        labels |= {"stratum": "mention", "measure": measure}
        ends = {"value": k / n, "ci_low": low, "ci_high": high}
        self.insert("affiliation_accuracy", **labels, **{"class": of}, k=k, n=n, **ends)

    def published_figure(self, figure: str, **more: Any) -> None:
        """Add a published share of 81%, and our values on an older and on the newest list."""
        place = {"figure": figure, "metric": "model_team_share", "period": "2022", "unit": "share"}
        place |= {"team_class": "industry_only", "measure": "value", "published_value": 0.81}
        nearest = {"vintage": OLDEST, "value": 0.85, "n": 13, "ci_low": 0.58, "ci_high": 0.96}
        latest = {"vintage": VINTAGE, "value": 0.55, "n": 60, "ci_low": 0.42, "ci_high": 0.67}
        row = {
            "statement": "Industry-only teams made 81% of the models of 2022",
            "published_by": "Someone 2024",
            "reason": "Rows added since are less often industrial.",
            **{f"nearest_{name}": value for name, value in nearest.items()},
            **{f"latest_{name}": value for name, value in latest.items()},
        }
        self.insert("published_against_recomputed", **{**place, **row, **more})

    def pair(self, older: dt.date, newer: dt.date, **more: Any) -> None:
        """Add two files, of which 95% and 45% of the rows were matched."""
        rates = {"is_consecutive": True, "old_match_rate": 0.95, "new_match_rate": 0.45}
        row = {"family": "notable", "old_vintage": older, "new_vintage": newer, **rates}
        self.insert("revision_pairs", **{**row, **more})

    def slope(self, region: str | None, value: float, half: float) -> None:
        """Add a slope of M14a for the papers of a region, or for all papers."""
        more = {"definition": "wls_all_models", "team_class": "academic_only", "n": 5}
        ends = (value - half, value + half)
        unit = "share_per_log10_flop"
        self.estimate("academic_share_on_intensity", unit, value, ends, region=region, **more)

    def fill_models(self) -> None:
        """Add every mart on models; academia falls, and industry rises."""
        fill_shares_of_models(self)
        for number in range(8):
            self.model(number, f"Model {number}")
        fill_compute(self)
        fill_published(self)
        fill_specifications(self)
        fill_revisions(self)
        fill_clusters(self)
        fill_stocks(self)
        fill_budgets(self)
        fill_changes(self, "model_team_share", "academic_only", "2010-2014", "organisation")
        fill_claims(self)

    def fill_papers(self, venue: str = "nips") -> None:
        """Add papers of one venue and pooled; industry rises, and 2010-2014 has 3 papers."""
        for year, k, covered in ((2015, 10, 90), (2018, 30, 85), (2020, 35, 40), (2021, 45, 95)):
            for place in (None, venue):
                self.share("any_industry_share", "accepted", str(year), k, 100, venue=place)
                coverage = ("paper_affiliation_coverage", "accepted", str(year), covered, 100)
                self.share(*coverage, venue=place)
            self.teams("paper_team_share", "accepted", str(year), (90 - k, 10, k - 5, 5))
            value = 1.2 - k / 50
            more = {"definition": "accepted", "period": str(year), "n": 90, "n_unknown": 10}
            ends = (value - 0.1, value + 0.1)
            self.estimate("normalised_collaboration", "index", value, ends, **more)
        self.accuracy("exact set", None, 90, 100)
        for measure in ("precision", "recall"):
            self.accuracy(measure, "academia", 60, 61)
            self.accuracy(measure, "industry", 30, 33)
        self.teams("paper_team_share", "accepted", "all", (240, 40, 100, 20))
        self.share("any_industry_share", "accepted", "all", 120, 400, n_unknown=90)
        self.share("any_industry_share", "accepted", "2010-2014", 1, 3)
        self.share("paper_affiliation_coverage", "accepted", "all", 400, 490)
        for period, k in (("2015-2019", 60), ("2020-2022", 48)):
            self.teams("paper_team_share", "complete_teams", period, (k, 10, 86 - k, 4))
            place = ("author_sector_share", "complete_teams", period)
            self.share(*place, 70, 100, sector="academia")
        fill_topics(self)
        fill_abstracts(self)
        for metric, team in (("paper_team_share", "academic_only"), ("any_industry_share", None)):
            fill_changes(self, metric, team, "2015-2019", "venue", definition="accepted")


def fill_shares_of_models(warehouse: Warehouse) -> None:
    """Add shares by team, by disclosure and by country, in two vintages."""
    place = ("model_team_share", "notable_compute_known")
    for period, *ks in (
        ("2010-2014", 29, 7, 5, 1),
        ("2020-2022", 22, 87, 40, 6),
        ("2023-latest", 11, 104, 28, 4),
        ("all", 62, 198, 73, 11),
        ("2012", 6, 2, 0, 0),
        ("2013", 2, 1, 0, 0),
        ("2014", 8, 2, 3, 1),
        ("2024", 1, 39, 6, 2),
        ("2025", 0, 31, 3, 0),
    ):
        warehouse.teams(*place, str(period), tuple(ks))
    for period, k in (("2012", 5), ("2014", 9)):
        warehouse.share(*place, period, k, 10, team_class="academic_only", vintage="2023-03-03")
    for period, k, n in (("2024", 48, 98), ("2025", 34, 91), ("all", 515, 976)):
        warehouse.share("disclosure_share", "notable", period, k, n)
    for period, k, n in (("2024", 38, 97), ("2025", 36, 88), ("all", 302, 721)):
        warehouse.share("open_weights_share", "notable", period, k, n)
    warehouse.rows("dim_country", "country name", ("US", "United States"), ("CN", "China"))
    for country, first, last in (("US", 20, 80), ("CN", 2, 50), ("GB", 6, 3)):
        ks = {"2010-2014": (first, 42), "2023-latest": (last, 147), "all": (first + last, 189)}
        for period, (k, n) in ks.items():
            warehouse.share("model_country_share", place[1], period, k, n, country=country)
    for period, k in (("2012", 3), ("2024", 9)):
        warehouse.share("top10_industry_share", "notable_compute_known", period, k, 10)


def fill_compute(warehouse: Warehouse) -> None:
    """Add doubling times, gaps of compute and hardware, and indices of concentration.

    One gap includes equality. One index lies outside its interval.
    """
    warehouse.doubling(None, 5.7, 5.3, 6.1)
    warehouse.doubling("academic_only", 8.3, 7.1, 9.9)
    warehouse.doubling("industry_only", 5.8, 5.2, 6.5)
    warehouse.gap("2022", 0.5, -0.5, 1.5)
    warehouse.gap("2023", 2.0, 1.0, 3.0)
    models = {"n_industry_only": 9, "n_academic_only": 5, "hardware_vintage": OLDEST}
    for measure, value in (("device", 0.0), ("setup", 2.0)):
        for period in ("2020-2022", "2023-latest"):
            place = {"definition": f"notable_{measure}_peak_median", "period": period}
            more = {"ends": (value - 0.5, value + 1.0), "n": 14, "n_unknown": 204}
            warehouse.estimate("training_hardware_gap", "log10_ratio", value, **place, **more)
            warehouse.insert("training_hardware_gaps", **place, **models)
    for definition in ("notable_compute_known", "notable_compute_known_unmerged"):
        for unit in ("hhi", "cr4", "gini"):
            for period, value in (("2023", 0.5), ("2024", 0.4)):
                is_outside = (unit, period, definition[-5:]) == ("cr4", "2024", "known")
                ends = (0.45 if is_outside else value - 0.1, value + 0.1)
                place = {"definition": definition, "period": period, "n_unknown": 0}
                warehouse.estimate("compute_concentration", unit, value, ends, **place)


def fill_published(warehouse: Warehouse) -> None:
    """Add shares by two definitions, of the largest models, a count, months, and an unmet one."""
    add = warehouse.published_figure
    add("industry_2022")
    add("industry_2022", definition="notable", nearest_vintage=VINTAGE)
    statement = "Industry's share of the ten largest models of 2021"
    top10 = {"metric": "top10_industry_share", "period": "2021", "team_class": None}
    add("top_2021", statement=statement, **top10)
    ends = {f"{which}_ci_{end}": None for which in ("nearest", "latest") for end in ("low", "high")}
    count = {"unit": "count", "measure": "k", "published_value": 32.0, "nearest_value": 20.0}
    add("count_2022", latest_value=51.0, **count, **ends)
    months = {"metric": "compute_doubling_months", "unit": "months", "published_value": 6.0}
    nearest = {"nearest_value": 5.7, "nearest_ci_low": 5.0, "nearest_ci_high": 6.6}
    latest = {"latest_value": 5.6, "latest_ci_low": 5.3, "latest_ci_high": None}
    add("doubling", period="all", team_class=None, **months, **nearest, **latest)
    add("unmet", metric=None, latest_value=None, latest_vintage=None)


def fill_specifications(warehouse: Warehouse) -> None:
    """Add specifications: fall and lead always hold, and the gap fails once."""
    names = "headline definition vintage unknowns other_unknowns period margin n"
    usual, unknown = ("excluded", "excluded"), ("all_inside", "all_outside")
    known, near = "notable_compute_known", "near_record_3oom"
    for headline in ("academic_share_fell", "industry_leads"):
        warehouse.rows(
            "sensitivity_headlines",
            names,
            (headline, known, VINTAGE, *usual, "2020-2022", 0.55, 40),
            (headline, "all_models", VINTAGE, *usual, "2020-2022", 0.2, 120),
            (headline, known, OLDER, *unknown, "2020-2022", 0.4, 40),
        )
    gap = "industry_uses_more_compute"
    warehouse.rows(
        "sensitivity_headlines",
        names,
        (gap, f"{known}_median", VINTAGE, *usual, "2023", 2.0, 40),
        (gap, f"{known}_median", OLDER, *usual, "2023", 1.2, 40),
        (gap, near, VINTAGE, *usual, "2023", -0.3, 40),
    )


def fill_revisions(warehouse: Warehouse) -> None:
    """Add two consecutive revisions of two shares, and one pair that is not consecutive."""
    for older, newer in ((OLDEST, OLDER), (OLDER, VINTAGE)):
        warehouse.pair(older, newer)
        warehouse.pair(older, newer, family="all_models")
    warehouse.pair(OLDEST, VINTAGE, is_consecutive=False)
    names = "old_vintage new_vintage old_value new_value cause contribution"
    for team, period in (("academic_only", "2020-2022"), ("industry_only", "2022")):
        same = {"team_class": team, "period": period, "old_n": 26, "new_n": 86}
        warehouse.rows(
            "revision_decomposition",
            names,
            (OLDEST, OLDER, 0.04, 0.107, "added", 0.05),
            (OLDEST, OLDER, 0.04, 0.107, "rule", 0.02),
            (OLDEST, OLDER, 0.04, 0.107, "compute", -0.004),
            (OLDEST, OLDER, 0.04, 0.107, "removed", 0.001),
            (OLDEST, OLDER, 0.04, 0.107, "redated", 0.0),
            (OLDER, VINTAGE, 0.107, 0.142, "added", 0.035),
            (OLDER, VINTAGE, 0.107, 0.142, "rule", 0.0),
            (OLDEST, VINTAGE, 0.04, 0.142, "added", 0.102),
            **same,
        )


def fill_clusters(warehouse: Warehouse) -> None:
    """Add shares of two years by both definitions, and the clusters in place."""
    for definition in ("clusters_in_place", "clusters_operated"):
        for period, value in (("2024", 0.7), ("2025", 0.8)):
            bounds = {"bound_low": value - 0.02, "bound_high": value + 0.05, "n_unknown": 12}
            place = {"definition": definition, "period": period, **bounds}
            ends = (value - 0.1, value + 0.1)
            warehouse.estimate("cluster_private_share", "share", value, ends, **place)
    for year in (2024, 2025):
        warehouse.rows(
            "cluster_capacity",
            "sector n operations_per_second",
            ("private", 20, 2e19),
            ("public", 4, 4e18),
            ("public_private", 0, 0.0),
            ("unknown", 2, 2e18),
            definition="clusters_in_place",
            year=year,
        )


def fill_stocks(warehouse: Warehouse) -> None:
    """Add owners of chips in two quarters, and data centers in place and planned."""
    for quarter, end in (("2024 Q1", "2024-03-31"), ("2025 Q4", "2025-12-31")):
        for owner_class, share in (("hyperscaler", 0.7), ("cloud", 0.1), ("unknown", 0.2)):
            place = {"definition": "chips_bought", "period": quarter, "sector": owner_class}
            ends = (share - 0.05, share + 0.05)
            warehouse.estimate("compute_stock_share", "share", share, ends, n=11, **place)
        warehouse.rows(
            "compute_stock",
            "owner owner_class share share_low share_high",
            ("Acme", "hyperscaler", 0.7, 0.65, 0.75),
            ("Cloudy", "cloud", 0.1, 0.05, 0.15),
            ("Other", "unknown", 0.2, 0.15, 0.25),
            definition="chips_bought",
            period=quarter,
            period_end=end,
            n=11,
        )
    for sector, value in (("academia", 0.013), ("government", 0.1)):
        place = {"definition": "clusters_in_place", "period": "2025", "sector": sector}
        warehouse.estimate("cluster_public_share", "share", value, (0.0, 0.2), n=20, **place)
    place = {"definition": "data_centers_in_place", "period": "2026", "country": "US", "n": 56}
    warehouse.estimate("data_center_share", "share", 0.93, (0.86, 0.98), **place)


def fill_budgets(warehouse: Warehouse) -> None:
    """Add budgets of which a node falls below half in 2025, and the others have not fallen yet."""
    for budget, devices in (("node", 8), ("cluster", 384), ("national", 5000)):
        for rule in ("of_year", "fixed"):
            _fill_budget(warehouse, budget, rule, devices)
    for team, k in (("academia_industry", 29), ("academic_only", 2)):
        for period in ("2010-2014", "2020-2022", "all"):
            coverage = ("compute_sponsor_coverage", "notable", period, 30, 50)
            warehouse.share(*coverage, team_class=team)
            for sector, sponsored in (("academia", 30 - k), ("industry", k)):
                place = ("compute_sponsor_share", "notable", period, sponsored, 30)
                warehouse.share(*place, team_class=team, sector=sector, n_unknown=20)
    warehouse.rows(
        "hardware_peaks",
        "hardware_name release_date device_flop_per_second release_price_usd models",
        (H100, "2022-09-20", PEAK, PRICE, 40),
        ("Other <GPU>", "2020-01-01", 1e14, None, 3),
        ("Unused GPU", "2024-01-01", 1e15, None, 0),
    )


def _fill_budget(warehouse: Warehouse, budget: str, rule: str, devices: int) -> None:
    falls, name = budget == "node", f"notable_{budget}_{rule}"
    for period, k, n in (("2024", 30, 48), ("2025", 1 if falls else 26, 34)):
        place = ("reachable_share", name, period)
        warehouse.share(*place, k, n, n_unknown=50)
        warehouse.share(*place, 1, 5, team_class="academic_only", n_unknown=60)
        shares = (("low", k / n - 0.02), ("central", k / n), ("high", k / n + 0.04))
        more = {"definition": name, "period": period}
        warehouse.rows("reachable_shares", "utilization_level value", *shares, **more)
    ends = {"first_year": 2024, "last_year": 2025, "years": 2, "utilization_level": "central"}
    fall = {"state": "in_data", "year": 2025, "year_high": 2025}
    none = {"state": "not_yet", "year_low": 2026}
    warehouse.insert("reachable_halves", definition=name, **ends, **(fall if falls else none))
    budgets = {"definition": name, "budget": budget, "hardware_rule": rule, "year": 2025}
    budgets |= {"title": f"{devices} GPUs", "devices": devices, "hardware_name": H100, "days": 30}
    budgets |= {"devices_price_usd": devices * PRICE, "device_flop_per_second": PEAK}
    for level, use in (("low", 0.28), ("central", 0.34), ("high", 0.44)):
        flop = {"utilization": use, "budget_flop": devices * PEAK * 30 * 86400 * use}
        warehouse.insert("compute_budgets", utilization_level=level, **flop, **budgets)


def fill_changes(
    warehouse: Warehouse, metric: str, team: str | None, period: str, own: str, **more: Any
) -> None:
    """Add a share that falls by 30 points, of which 10 points are inside groups."""
    same = {"metric": metric, "team_class": team, "old_period": period, "n_groups": 5, **more}
    same |= {"old_n": 42, "old_value": 0.7, "new_n": 147, "new_value": 0.4}
    for grouping in ("country", "team size", "topic", own):
        low, high = (-0.12, -0.08) if grouping == "venue" else (None, None)
        warehouse.rows(
            "change_parts",
            "part contribution ci_low ci_high",
            ("within", -0.1, low, high),
            ("shifted", -0.05, None, None),
            ("entered", -0.25, None, None),
            ("left", 0.1, None, None),
            **same,
            grouping_name=grouping,
            new_period="2023-latest",
        )


def fill_claims(warehouse: Warehouse) -> None:
    """Add a change that holds, a share that is contradicted, a small one, and two untested."""
    same = {"sentence": "A claim", "claimed_by": "Someone 2024", "url": "https://example.org/a"}
    same |= {"evidence": "summary", "needs": "A list.", "written": dt.date(2026, 1, 1)}
    warehouse.insert("claim_status", claim="no_metric", status=UNTESTED, is_latest=True, **same)
    same |= {"metric": "model_team_share", "quantity": "Our share"}
    change = {"unit": "share_gap", "highest": 0.0, "against_k": 29, "against_n": 42}
    older = {"claim": "fell", "status": "not decided", "vintage": OLDER, "is_latest": False}
    warehouse.insert("claim_status", **older, **same, **change)
    names = "claim status value ci_low ci_high k n status_since earlier_status"
    holds = ("holds", -0.548, -0.681, -0.396, 22, 155, VINTAGE, "not decided")
    warehouse.rows("claim_status", names, ("fell", *holds), is_latest=True, **same, **change)
    warehouse.rows(
        "claim_status",
        names,
        ("most", "contradicted", 0.3, 0.2, 0.42, 18, 60, OLDEST, None),
        ("few", "not decided", None, None, None, None, 3, VINTAGE, None),
        ("no_row", UNTESTED, None, None, None, None, 10, VINTAGE, None),
        **same,
        unit="share",
        lowest=0.5,
        is_latest=True,
    )


def fill_topics(warehouse: Warehouse) -> None:
    """Add topics on a falling line, with shares by year, tilts, compute and slopes."""
    for topic, title, focus, is_imprecise, compute, k in TOPICS:
        names = {"topic": topic, "title": title, "is_imprecise": is_imprecise}
        warehouse.insert("dim_topic", **names, parent="area", focus=focus)
        share = {"n": 100, "k": k, "academic_share": k / 100, "intensity": compute}
        warehouse.insert("topic_join", variant="all_models", **names, **share)
        for year, n in (("2019", 100), ("2020", 100), ("2021", 8)):
            for team in ("academic_only", "academia_industry", "industry_only"):
                place = ("paper_team_share", "accepted", year, min(k, n), n)
                warehouse.share(*place, team_class=team, topic=topic)
        value = (50 - k) / 25
        more = {"definition": "accepted", "period": "2020-2022", "sector": "industry", "n": 100}
        ends = (value - 0.2, value + 0.2)
        warehouse.estimate("topic_tilt", "log2_ratio", value, ends, topic=topic, k=50, **more)
    fill_gaps(warehouse)
    fill_companies(warehouse)
    warehouse.slope(None, -0.04, 0.02)
    warehouse.slope("United States", -0.03, 0.02)
    warehouse.slope("China", 0.0, 0.02)
    line = {"n_topics": 5, "mean_x": 20.0, "mean_y": 0.55, "slope": -0.04}
    warehouse.insert("topic_fits", variant="all_models", **line, ci_low=-0.06, ci_high=-0.02)
    warehouse.share("paper_country_coverage", "accepted", "all", 300, 400)


def fill_gaps(warehouse: Warehouse) -> None:
    """Add the gap of both rules: clear for foundation models, pooled; and a change of both."""
    team = {"team_class": "academic_only"}
    for rule, k, half in (("intensive_third", 46, 0.06), ("foundation_models", 43, 0.03)):
        for period, shift in (("2015-2019", -0.02), ("2023-latest", 0.0)):
            value = k / 100 - 0.51 + shift
            warehouse.share("intensity_gap", rule, period, k, 100, unit="share_intensive", **team)
            warehouse.share("intensity_gap", rule, period, 51, 100, unit="share_other", **team)
            for suffix, wider in (("", 0.0), ("_fixed_venues", 0.06)):
                place = {"definition": f"{rule}{suffix}", "period": period, "n": 200, **team}
                ends = (value - half - wider, value + half + wider)
                warehouse.estimate("intensity_gap", "share_gap", value, ends, **place)
                if shift == 0:
                    ends = (-0.03, 0.07)
                    warehouse.estimate("intensity_gap", "share_gap_change", 0.02, ends, **place)
    for name, k, other in (("academic_only", 52, 52), ("industry_only", 3, 5)):
        place = {"period": "2023-latest", "team_class": name}
        for unit, cases in (("share_intensive", k), ("share_other", other)):
            warehouse.share("intensity_gap", "scrutiny", k=cases, n=100, unit=unit, **place)
        value = (k - other) / 100
        ends, place = (value - 0.01, value + 0.01), {"definition": "scrutiny", "n": 200, **place}
        warehouse.estimate("intensity_gap", "share_gap", value, ends, **place)


def fill_companies(warehouse: Warehouse) -> None:
    """Add the papers of two companies at a venue with three lists, of which one lacks a company."""
    for company, years in (("Google", {2020: 30, 2022: 20, 2023: 10}), ("NEC", {2020: 4, 2023: 5})):
        for year, works in years.items():
            row = {"venue": "kdd", "year": year, "company": company, "works": works, "n": 100}
            warehouse.insert("company_papers", **row)


def fill_abstracts(warehouse: Warehouse) -> None:
    """Add academic-only works that name models of industry more often each year."""
    for period, academia, industry, n in (
        ("2015-2019", 1, 2, 1000),
        ("2023-latest", 3, 80, 1000),
        ("2019", 1, 2, 500),
        ("2024", 3, 80, 900),
        ("all", 4, 82, 2000),
    ):
        for team in ("academic_only", None):
            for sector, k in (("academia", academia), ("industry", industry), (None, industry)):
                place = ("pretrained_adoption", "accepted", period, k, n)
                warehouse.share(*place, team_class=team, sector=sector, n_unknown=n)
            accelerators = ("accelerator_mention_share", "accepted", period, academia, n)
            warehouse.share(*accelerators, team_class=team)


@contextmanager
def open_warehouse() -> Iterator[Warehouse]:
    """Open a warehouse with every mart, and a few rows of the marts that describe others."""
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        for table, columns in contracts().items():
            types = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
            connection.execute(f"create table marts.{table} ({types})")
        warehouse = Warehouse(connection)
        fill_descriptions(warehouse)
        yield warehouse


def fill_descriptions(warehouse: Warehouse) -> None:
    """Add a metric, definitions, a caveat, a gate with its results, and a withdrawn file."""
    warehouse.rows(
        "dim_metric",
        "metric metric_id title entity unit rule",
        ("model_team_share", "M1", "Who trains notable models", "models", "share", "k / n"),
    )
    sentence = {"sentence": "Notable, compute known.", "formula": "both", "origin": "test"}
    with (SEEDS / "metrics" / "definition.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            names = {"definition": row["definition"], "short_name": row["short_name"]}
            warehouse.insert("dim_definition", entity="models", **names, **sentence)
    coverage = {"evidence": "test", "least_covered": 76}
    warehouse.insert("dim_caveat", caveat="small_n", sentence="Few cases.", **coverage)
    warehouse.insert("dim_venue", venue="nips", name="NeurIPS")
    gate = {"gate": "rows_of_list_lost"}
    rule = {"sentence": "A list loses rows.", "measure": "share", "reason": "None did."}
    limits = {"warn_beyond": 0.05, "stop_beyond": 0.25}
    warehouse.insert("dim_gate", **gate, **rule, **limits, n_compared=9, n_warned=1, n_stopped=1)
    warehouse.rows(
        "gate_results",
        "subject vintage previous_vintage is_latest causes",
        ("notable", "2026-01-26", "2025-12-27", True, "removed 110"),
        ("an old change", "2025-12-27", "2025-11-01", False, None),
        **{"before": 200, "after": 90, "outcome": "stop", **gate},
    )
    file = {"snapshot_id": "a", "shape": "epoch", "file": "wrong.csv", "rows": 60, "sha256": "f00"}
    days = {"vintage": "2025-12-01", "withdrawn_on": "2026-01-30"}
    warehouse.insert("withdrawn_snapshots", **file, **days, reason="The list has <made-up> rows")


def fill(warehouse: Warehouse) -> None:
    """Add models and papers of a publisher."""
    warehouse.vintage()
    warehouse.fill_models()
    warehouse.fill_papers()
