"""The peers of the benchmark compute the tables of the pipeline, and differences are reported."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from ingestion.landing.schema import literal
from orchestration.dbt.manifest import ensure_manifest
from orchestration.settings import LIVE_SOURCES, Settings
from tests.bench import works
from tests.bench.peers import equal, given, in_duckdb, in_pandas, in_polars
from tests.bench.sizes import needed_models
from tests.processes import run_dbt

COUNT = 600
SEEDS = ("path:seeds/topics", "path:seeds/adoption", "path:seeds/calendar", "country_region")
# These strings have every set of sectors. The models that label strings are not part of the
# comparison.
LABELS = """
create schema intermediate;
create schema marts;
create table intermediate.int_affiliations as
select
    affiliation, null::varchar as country_code, hash(affiliation) % 2 = 0 as has_academia,
    hash(affiliation) % 3 = 0 as has_industry, hash(affiliation) % 5 = 0 as has_other
from (
    select distinct unnest(flatten(list_transform(
        authorships, lambda one: one.raw_affiliation_strings
    ))) as affiliation
    from read_parquet({works})
)
"""
# Only the compared columns of the marts are built, with the rule of the marts for small n.
MARTS = """
create view marts.papers as
select papers.paper_id, teams.*
from intermediate.int_papers__teams as teams
inner join intermediate.int_papers as papers using (paper_key);
create view marts.metrics as
with counts as (
    select
        metric, definition, venue, period, team_class, null::varchar as sector,
        n, n_unknown, k, n::double as denominator
    from intermediate.int_paper_shares
    union all
    select metric, definition, venue, period, team_class, sector, n, n_unknown, k, n
    from intermediate.int_adoption_shares
    union all
    select
        'normalised_collaboration', definition, venue, period, null, null,
        n, n_unknown, observed, expected
    from intermediate.int_collaboration
)
select
    * replace (case when n >= 5 then k end as k),
    case when n >= 5 then k / denominator end as value,
    null::varchar as topic, null::varchar as country,
    null::varchar as region
from counts
"""


@pytest.fixture(scope="module")
def home(parsed: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home of synthetic works with the tables that the peers compute."""
    settings = Settings(tmp_path_factory.mktemp("peers") / "home", LIVE_SOURCES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(works, "ABSTRACTS", 200)
        patch.setattr(works, "TITLES", 200)
        # The index of mixing of a venue with few works is not shown.
        patch.setattr(works, "VENUES", 20)
        works.land_works(COUNT, settings.home)
    settings.warehouse.parent.mkdir()
    with duckdb.connect(settings.warehouse) as connection:
        connection.execute(LABELS.format(works=literal(settings.raw / given.LANDED)))
    manifest = json.loads(ensure_manifest(settings).read_text(encoding="utf-8"))
    models = needed_models(manifest["parent_map"])
    data = ("--exclude-resource-type", "test", "unit_test")
    done = run_dbt(settings, "build", *data, "--select", *SEEDS, *models)
    assert done.returncode == 0, done.stdout + done.stderr
    with duckdb.connect(settings.warehouse) as connection:
        connection.execute(MARTS)
    given.write_given(settings.warehouse, settings.home / "given")
    return settings


@pytest.fixture(scope="module")
def found(home: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the peer in DuckDB."""
    folder = tmp_path_factory.mktemp("found")
    in_duckdb.compute(home.raw, home.home / "given", folder)
    return folder


def test_the_peer_in_duckdb_equals_the_pipeline(found: Path, home: Settings) -> None:
    assert list(equal.differences(home.warehouse, found)) == []
    query = f"select distinct metric from {literal(found / 'estimates.parquet')} where k > 0"
    with duckdb.connect() as connection:
        assert len(connection.execute(query).fetchall()) == 7


@pytest.mark.parametrize("peer", [in_polars, in_pandas])
def test_a_peer_equals_the_pipeline(peer: object, home: Settings, tmp_path: Path) -> None:
    peer.compute(home.raw, home.home / "given", tmp_path)  # type: ignore[attr-defined]
    assert list(equal.differences(home.warehouse, tmp_path)) == []


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("teams", "replace (unknown_authors + 0.000001 as unknown_authors)"),
        ("topics", "replace (works + (topic = 'vision')::int as works)"),
        ("estimates", "exclude (sector), 'other' as sector"),
    ],
)
def test_a_difference_is_reported(
    table: str, change: str, found: Path, home: Settings, tmp_path: Path
) -> None:
    shutil.copytree(found, tmp_path, dirs_exist_ok=True)
    path = tmp_path / f"{table}.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"create table changed as select * {change} from {literal(path)}")
        connection.execute(f"copy changed to {literal(path)}")
    (line,) = equal.differences(home.warehouse, tmp_path)
    assert line.startswith(f"{table}: ")
