"""Small warehouses in memory with the schema of the marts, and with rows for a test."""

from __future__ import annotations

import csv
import datetime as dt
import json
import math
import pickle
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from filelock import FileLock

from reports.charts.figure import Figure
from reports.publication import render
from reports.publication.model import Drawn, Override
from reports.publish import Check, Publication, publish
from tests.builders import ROOT
from tests.conftest import shared_folder
from tests.reports import changes, lookback, reach, topics

DOCS = ROOT / "dbt_project" / "docs"
SITE = "https://example.org/divide"
VINTAGE = dt.date(2026, 1, 26)
TEAMS = ("academic_only", "industry_only", "academia_industry", "other")
SCHEMA = """
create schema marts;
create table marts.metrics (
    metric varchar, definition varchar, source varchar, vintage date, period varchar,
    period_start date, period_end date, team_class varchar, sector varchar, topic varchar,
    country varchar, region varchar, venue varchar, counting varchar, value double, unit varchar,
    n bigint, k bigint, n_unknown bigint, bound_low double, bound_high double, ci_low double,
    ci_high double, ci_level decimal(3, 2), ci_method varchar, effective_n double,
    degrees double, nominal_low double, nominal_high double, suppressed boolean,
    caveats varchar[] default [], vintages varchar[], n_lists bigint);
create table marts.models (
    model_id varchar, source varchar, vintage date, list varchar, snapshot_id varchar,
    source_row bigint, model varchar, organization varchar, team_class varchar,
    publication_date date, year_fraction double, training_compute_flop double, log10_flop double,
    definitions varchar[]);
create table marts.papers (
    paper_id varchar, source varchar, vintage date, is_latest boolean, venue varchar,
    year integer, title varchar, outcome varchar, has_affiliation boolean, team_class varchar,
    definitions varchar[]);
create table marts.compute_fits (
    definition varchar, source varchar, vintage date, team_class varchar, n bigint,
    first_x double, last_x double, mean_x double, slope double, intercept double,
    residual_sd double, sxx double, t_quantile double);
create table marts.compute_gap_counts (
    definition varchar, source varchar, vintage date, period varchar, n_industry_only bigint,
    n_academic_only bigint, flop_industry_only double, flop_academic_only double,
    suppressed boolean);
create table marts.affiliation_accuracy (
    dictionary varchar, label_set varchar, split varchar, stratum varchar, measure varchar,
    class varchar, k bigint, n bigint, value double, ci_low double, ci_high double);
create table marts.vintages (
    snapshot_id varchar, source varchar, shape varchar, vintage date, vintage_rule varchar,
    publisher varchar, url varchar, file varchar, bytes bigint, sha256 varchar, "rows" bigint,
    retrieved_at timestamp, licence varchar, citation varchar, lists varchar[]);
create table marts.column_drift (
    snapshot_id varchar, source varchar, vintage date, list varchar, kind varchar,
    column_name varchar);
create table marts.source_state (
    shape varchar, source varchar, publisher varchar, licence varchar, citation varchar,
    refresh_days integer, state varchar, reason varchar, is_behind boolean,
    attempted_on date, succeeded_on date, calls bigint, cost_usd double, files bigint,
    "rows" bigint, last_vintage date, metrics varchar[]);
create table marts.dim_definition (
    definition varchar, entity varchar, sentence varchar, formula varchar, origin varchar);
create table marts.dim_metric (
    metric varchar, metric_id varchar, title varchar, entity varchar, unit varchar, rule varchar,
    published_beside varchar);
create table marts.dim_gate (
    gate varchar, sentence varchar, measure varchar, warn_beyond double, stop_beyond double,
    reason varchar, n_compared bigint, n_warned bigint, n_stopped bigint);
create table marts.gate_results (
    gate varchar, source varchar, subject varchar, period varchar, vintage date,
    previous_vintage date, is_latest boolean, before double, after double, outcome varchar,
    causes varchar);
insert into marts.dim_gate values
    ('rows_of_list_lost', 'A list loses rows.', 'share', 0.05, 0.25, 'None did.', 9, 1, 1);
insert into marts.gate_results values
    ('rows_of_list_lost', 'epoch', 'notable', 'all', '2026-01-26', '2025-12-27', true, 200, 90,
        'stop', 'removed 110'),
    ('rows_of_list_lost', 'epoch', 'an old change', 'all', '2025-12-27', '2025-11-01', false, 200,
        90, 'stop', null);
create table marts.withdrawn_snapshots as
select 'a' as snapshot_id, 'epoch' as source, 'epoch' as shape, 'wrong.csv' as file,
    date '2025-12-01' as vintage, 60 as rows, 'f00' as sha256,
    'The list has <made-up> rows' as reason, date '2026-01-30' as withdrawn_on;
create table marts.dim_caveat (caveat varchar, sentence varchar, evidence varchar);
insert into marts.dim_metric values
    ('model_team_share', 'M1', 'Who trains notable models', 'models', 'share', 'k / n', null);
insert into marts.dim_definition values
    ('notable_compute_known', 'models', 'Notable, compute known.', 'both', 'test');
insert into marts.dim_caveat values ('small_n', 'Few cases.', 'test');
"""


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
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" for _ in row)
        statement = f"insert into marts.{table} ({names}) values ({marks})"
        self.connection.execute(statement, list(row.values()))

    def share(self, metric: str, definition: str, period: str, k: int, n: int, **more: Any) -> None:
        """Add one share by the contract: suppressed under 5, with Wilson interval and bounds."""
        shown = n >= 5
        unknown = more.pop("n_unknown", 0)
        low, high = wilson(k, n) if shown else (None, None)
        row = {
            "metric": metric,
            "definition": definition,
            "source": self.source,
            "vintage": VINTAGE,
            "period": period,
            "period_start": None if period == "all" else dt.date(int(period[:4]), 1, 1),
            "counting": "full",
            "unit": "share",
            "value": k / n if shown else None,
            "n": n,
            "k": k if shown else None,
            "n_unknown": unknown,
            "bound_low": k / (n + unknown) if shown else None,
            "bound_high": (k + unknown) / (n + unknown) if shown else None,
            "ci_low": low,
            "ci_high": high,
            "ci_level": 0.95,
            "ci_method": "wilson",
            "effective_n": float(n) if shown else None,
            "suppressed": not shown,
            "caveats": ["small_n"],
        }
        self.insert("metrics", **{**row, **more})

    def teams(self, metric: str, definition: str, period: str, ks: tuple[int, ...]) -> None:
        """Add all four team classes of a period."""
        for team_class, k in zip(TEAMS, ks, strict=True):
            self.share(metric, definition, period, k, sum(ks), team_class=team_class)

    def doubling(self, team_class: str | None, months: float, low: float, high: float) -> None:
        """Add a doubling time and the fitted line behind it."""
        common = {"definition": "notable_compute_known", "source": self.source, "vintage": VINTAGE}
        self.insert(
            "metrics",
            **common,
            metric="compute_doubling_months",
            period="all",
            team_class=team_class,
            counting="full",
            unit="months",
            value=months,
            n=20,
            n_unknown=0,
            ci_low=low,
            ci_high=high,
            ci_method="ols_t",
            suppressed=False,
        )
        slope = 12 * math.log10(2) / months
        self.insert(
            "compute_fits",
            **common,
            team_class=team_class,
            n=20,
            first_x=2011.0,
            last_x=2025.0,
            slope=slope,
            intercept=20 - slope * 2018,
        )

    def vintage(self, **more: Any) -> None:
        """Add the snapshot of the rows."""
        row = {
            "snapshot_id": f"{self.source}_1",
            "source": self.source,
            "shape": "epoch",
            "vintage": VINTAGE,
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

    def fill_models(self) -> None:
        """Add shares, disclosure, doubling times and models; academia falls, and industry rises."""
        place = ("model_team_share", "notable_compute_known")
        for period, ks in {
            "2010-2014": (29, 7, 5, 1),
            "2020-2022": (22, 87, 40, 6),
            "2023-latest": (11, 104, 28, 4),
            "all": (62, 198, 73, 11),
            "2012": (6, 2, 0, 0),
            "2013": (2, 1, 0, 0),
            "2014": (8, 2, 3, 1),
            "2024": (1, 39, 6, 2),
            "2025": (0, 31, 3, 0),
        }.items():
            self.teams(*place, period, ks)
        for period, k, n in (("2024", 48, 98), ("2025", 34, 91), ("all", 515, 976)):
            self.share("disclosure_share", "notable", period, k, n)
        for period, k, n in (("2024", 38, 97), ("2025", 36, 88), ("all", 302, 721)):
            self.share("open_weights_share", "notable", period, k, n)
        for country, first, last in (("US", 20, 80), ("CN", 2, 50), ("GB", 6, 3)):
            for period, k, n in (("2010-2014", first, 42), ("2023-latest", last, 147)):
                place = ("model_country_share", "notable_compute_known", period)
                self.share(*place, k, n, country=country)
            self.share(*place[:2], "all", first + last, 189, country=country)
        for period, k in (("2012", 3), ("2024", 9)):
            self.share("top10_industry_share", "notable_compute_known", period, k, 10)
        self.doubling(None, 5.7, 5.3, 6.1)
        self.doubling("academic_only", 8.3, 7.1, 9.9)
        self.doubling("industry_only", 5.8, 5.2, 6.5)
        self.fill_gaps()
        self.fill_history()
        lookback.fill(self)
        reach.fill(self)
        changes.fill(self, changes.MODELS)
        for number in range(8):
            self.model(number, f"Model {number}")

    def gap(self, period: str, value: float, low: float, high: float) -> None:
        """Add the ratios of a year, and the numbers of models behind them."""
        for measure in ("median", "max"):
            place = {
                "definition": f"notable_compute_known_{measure}",
                "source": self.source,
                "vintage": VINTAGE,
                "period": period,
            }
            self.insert(
                "metrics",
                **place,
                metric="compute_gap",
                counting="full",
                unit="log10_ratio",
                value=value,
                n=14,
                ci_low=low,
                ci_high=high,
                ci_method="bootstrap_percentile(seed=1)",
                suppressed=False,
            )
            counts = {"n_industry_only": 9, "n_academic_only": 5, "suppressed": False}
            self.insert("compute_gap_counts", **place, **counts)

    def fill_gaps(self) -> None:
        """Add a gap whose interval includes zero, and a gap whose interval does not."""
        self.gap("2022", 0.5, -0.5, 1.5)
        self.gap("2023", 2.0, 1.0, 3.0)

    def fill_history(self) -> None:
        """Add an older vintage of two years."""
        place = ("model_team_share", "notable_compute_known")
        for period, k in (("2012", 5), ("2014", 9)):
            self.share(*place, period, k, 10, team_class="academic_only", vintage="2023-03-03")

    def model(self, number: int, name: str, organization: str = "University") -> None:
        """Add a notable model with compute."""
        self.insert(
            "models",
            model_id=str(number),
            source=self.source,
            vintage=VINTAGE,
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

    def collaboration(self, period: str, value: float) -> None:
        """Add observed and expected mixed teams in a year."""
        self.insert(
            "metrics",
            metric="normalised_collaboration",
            definition="accepted",
            source=self.source,
            vintage=VINTAGE,
            period=period,
            period_start=dt.date(int(period), 1, 1),
            counting="full",
            unit="index",
            value=value,
            n=90,
            n_unknown=10,
            ci_low=value - 0.1,
            ci_high=value + 0.1,
            ci_method="bootstrap_percentile(seed=1)",
            suppressed=False,
        )

    def accuracy(
        self,
        measure: str,
        of_class: str | None,
        k: int,
        n: int,
        dictionary: str = "without ROR",
    ) -> None:
        """Add a measure of the classification, on test strings sampled by number of mentions."""
        low, high = wilson(k, n)
        self.insert(
            "affiliation_accuracy",
            dictionary=dictionary,
            label_set="own labels",
            split="test",
            stratum="mention",
            measure=measure,
            **{"class": of_class},
            k=k,
            n=n,
            value=k / n,
            ci_low=low,
            ci_high=high,
        )

    def fill_papers(self, venue: str = "nips") -> None:
        """Add papers of one venue and pooled; industry rises, and 2020 has low coverage."""
        for year, k, covered in ((2015, 10, 90), (2018, 30, 85), (2020, 35, 40), (2021, 45, 95)):
            for place in (None, venue):
                self.share("any_industry_share", "accepted", str(year), k, 100, venue=place)
                coverage = ("paper_affiliation_coverage", "accepted", str(year), covered, 100)
                self.share(*coverage, venue=place)
            self.teams("paper_team_share", "accepted", str(year), (90 - k, 10, k - 5, 5))
            self.collaboration(str(year), 1.2 - k / 50)
        self.accuracy("exact set", None, 90, 100)
        for measure in ("precision", "recall"):
            self.accuracy(measure, "academia", 60, 61)
            self.accuracy(measure, "industry", 30, 33)
        self.teams("paper_team_share", "accepted", "all", (240, 40, 100, 20))
        self.share("any_industry_share", "accepted", "all", 120, 400, n_unknown=90)
        self.share("paper_affiliation_coverage", "accepted", "all", 400, 490)
        topics.fill(self)
        changes.fill(self, changes.PAPERS)
        self.fill_abstracts()

    def fill_abstracts(self) -> None:
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
                    place = ("pretrained_adoption", "accepted", period)
                    self.share(*place, k, n, team_class=team, sector=sector, n_unknown=n)
                self.share(
                    "accelerator_mention_share", "accepted", period, academia, n, team_class=team
                )


@contextmanager
def open_warehouse() -> Iterator[Warehouse]:
    """Open a warehouse with the schema of the marts and three rows of its dimensions."""
    with duckdb.connect() as connection:
        connection.execute(SCHEMA + changes.SCHEMA + lookback.SCHEMA + reach.SCHEMA + topics.SCHEMA)
        yield Warehouse(connection)


def fill(warehouse: Warehouse) -> None:
    """Add models and papers of a publisher."""
    warehouse.vintage()
    warehouse.fill_models()
    warehouse.fill_papers()


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    with open_warehouse() as opened:
        yield opened


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Models and papers in a file, because single inserts take ten times as long as a copy."""
    file = tmp_path_factory.mktemp("filled") / "warehouse.duckdb"
    with open_warehouse() as opened:
        fill(opened)
        opened.connection.execute(f"attach '{file}' as filled")
        opened.connection.execute("copy from database memory to filled")
    return file


@contextmanager
def copied(file: Path) -> Iterator[Warehouse]:
    """Return a warehouse in memory with all content of a file."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{file}' as filled (read_only)")
        connection.execute("copy from database filled to memory")
        connection.execute("detach filled")
        yield Warehouse(connection)


@pytest.fixture
def full(filled: Path) -> Iterator[Warehouse]:
    with copied(filled) as opened:
        yield opened


def save_nothing(figure: Figure, png: Path, svg: Path) -> list[tuple[str, str]]:
    png.touch()
    svg.touch()
    return []


@pytest.fixture
def without_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Save no picture of any figure."""
    monkeypatch.setattr(render, "save", save_nothing)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder to publish into."""
    made = tmp_path / "made"
    made.mkdir()
    return made


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def publication() -> Publication:
    """A run with one warning."""
    return Publication(
        published_at=dt.datetime(2026, 2, 1, tzinfo=dt.UTC),
        code_version="abc123",
        versions={"duckdb": "1", "plotnine": "2"},
        sources="/home/someone/private",
        checks=(
            Check("marts", "metrics", "shares_in_range", "great_expectations", True, "error", ""),
            Check("staging", "papers", "years_known", "dbt", False, "warn", "3 rows"),
        ),
        specification=(DOCS / "metrics.md").read_text(encoding="utf-8"),
        glossary=(DOCS / "glossary.md").read_text(encoding="utf-8"),
        site=SITE,
        overrides=(Override("rows_of_list_lost", "2026-01-31", "they left <b>", "200 to 90"),),
    )


@dataclass(frozen=True)
class Published:
    """A publication that tests read and do not change, and the warehouse behind it."""

    connection: duckdb.DuckDBPyConnection
    folder: Path
    figures: list[Drawn]

    @property
    def page(self) -> str:
        return (self.folder / "index.html").read_text(encoding="utf-8")

    @property
    def manifest(self) -> dict[str, Any]:
        manifest: dict[str, Any] = json.loads((self.folder / "manifest.json").read_text())
        return manifest


@pytest.fixture(scope="session")
def published(
    tmp_path_factory: pytest.TempPathFactory, filled: Path, publication: Publication
) -> Iterator[Published]:
    """The full warehouse, published once for all test processes."""
    folder = shared_folder(tmp_path_factory) / "published"
    made = folder.with_suffix(".pickle")
    with copied(filled) as opened:
        with FileLock(folder.with_suffix(".lock")):
            if not made.exists():
                folder.mkdir()
                with warnings.catch_warnings():
                    # plotnine warns about rows that it cannot show.
                    warnings.filterwarnings("error", ".*Removed.*")
                    figures = publish(opened.connection, folder, publication)
                made.write_bytes(pickle.dumps(figures))
        yield Published(opened.connection, folder, pickle.loads(made.read_bytes()))
