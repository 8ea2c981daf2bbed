"""``python -m tests.bench.peers.equal WAREHOUSE FOLDER``: compare the tables of a peer with marts.

Counts and texts must be equal, and numbers within 1e-9. Exit status: 0 if all rows are equal.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb

from ingestion.landing.schema import literal
from tests.bench.peers.given import TABLES

# These queries select the published rows in the columns of the peers.
PUBLISHED = {
    "teams": """
        select
            paper_id, team_class, has_academia, has_industry, has_other, is_team_complete,
            academia_authors, industry_authors, other_authors, unknown_authors
        from marts.papers
    """,
    "topics": """
        select definition, period, topic, is_area, team_class, works, amount as fraction
        from marts.topic_teams
        where counting = 'fractional'
    """,
    "estimates": """
        select metric, definition, venue, period, team_class, sector, n, n_unknown, k, value
        from marts.metrics
        where
            metric in (
                'paper_team_share', 'any_industry_share', 'paper_affiliation_coverage',
                'pretrained_adoption', 'accelerator_mention_share', 'abstract_coverage',
                'normalised_collaboration'
            )
            and definition not in ('accepted_adjusted', 'accepted_fixed_venues', 'accepted_titles')
            and topic is null
            and country is null
            and region is null
    """,
}
KEYS = {
    "teams": ("paper_id",),
    "topics": ("definition", "period", "topic", "is_area", "team_class"),
    "estimates": ("metric", "definition", "venue", "period", "team_class", "sector"),
}
FLOATS = {"academia_authors", "industry_authors", "other_authors", "unknown_authors"} | {
    "fraction",
    "value",
}
TOLERANCE = 1e-9


def differences(warehouse: Path, folder: Path) -> Iterator[str]:
    """Yield a line for each table of a peer that differs from the pipeline's."""
    with duckdb.connect(warehouse, read_only=True) as connection:
        for table in TABLES:
            found = f"read_parquet({literal(folder / f'{table}.parquet')})"
            count, rows, first = difference(connection, table, f"({PUBLISHED[table]})", found)
            if count:
                yield f"{table}: {count} of {rows} rows differ, such as {first}"
            elif not rows:
                yield f"{table}: no row to compare"


def difference(
    connection: duckdb.DuckDBPyConnection, table: str, published: str, found: str
) -> tuple[int, int, str]:
    """Return the number of rows that differ, of all rows, and the first that differs as text."""
    key = " and ".join(f"ours.{c} is not distinct from theirs.{c}" for c in KEYS[table])
    names = [name for name, *_ in connection.execute(f"describe from {published}").fetchall()]
    same = " and ".join(
        f"(ours.{c} is not distinct from theirs.{c}"
        f" or abs(ours.{c} - theirs.{c}) <= {TOLERANCE} * greatest(1, abs(ours.{c})))"
        if c in FLOATS
        else f"ours.{c} is not distinct from theirs.{c}"
        for c in names
    )
    # If a row has no partner, the marks of both sides differ.
    query = f"""
        select
            count(*) filter (where not is_same), count(*),
            coalesce(
                any_value({{'pipeline': ours, 'peer': theirs}}) filter (where not is_same)::varchar,
                ''
            )
        from (
            select ours, theirs, coalesce(ours.mark and theirs.mark and {same}, false) as is_same
            from (select true as mark, * from {published}) as ours
            full join (select true as mark, * from {found}) as theirs on {key}
        )
    """
    ((count, rows, first),) = connection.execute(query).fetchall()
    return count, rows, first


def main() -> None:
    """Compare the tables that the command line names, and print the differences."""
    found = list(differences(*map(Path, sys.argv[1:3])))
    print("\n".join(found) or "equal")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
