"""Write what lists of papers say, without their text: ``compute-divide reduce DIRECTORY OUT``."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from ingestion.errors import IngestionError
from ingestion.landing.csv_file import write_csv
from ingestion.landing.files import MANIFEST
from ingestion.landing.schema import literal
from ingestion.landing.snapshots import connect, sha256
from ingestion.refresh import land_directory
from ingestion.registry import SOURCES
from ingestion.run import RefreshRun
from ingestion.sources.reduced.source import COLUMNS, SOURCE
from orchestration.cli.parts import MENTIONS, TAGS
from orchestration.run import settings as configuration
from orchestration.run.settings import DBT, DBT_PROJECT, Settings

BUILD = (
    DBT, "build", "--quiet", "--select", "+int_papers", "+int_works__tags", "+stg_raw__snapshots",
    "--resource-type", "seed", "--resource-type", "model",
)  # fmt: skip
LICENCE = "derived facts (without text of the list, free to pass on)"
# The accepted papers of the newest lists, in the columns of a reduced list. A mention has the
# company of a string that names nothing else, and the organisation of any string if the licence of
# its list is free. Different strings of a paper have different numbers. A file has the former key
# of NeurIPS, as files of publishers do.
ORGANISATION = """
case
    when sectors = ['industry'] then companies[1]
    when regexp_matches(licence, '^(CC|MIT)') then mentions.organisation
end
"""
LISTED = """
(
    select mentions.*, snapshots.licence
    from intermediate.int_mentions as mentions
    inner join intermediate.int_papers as papers on mentions.paper_key = papers.paper_key
    inner join staging.stg_raw__snapshots as snapshots on papers.snapshot_id = snapshots.snapshot_id
)
"""
FACTS = """
create temp table facts as
with mentions as ({mentions}),
tags as ({tags})
select
    papers.snapshot_id, papers.vintage, papers.title_key,
    if(papers.venue = 'neurips', 'nips', papers.venue) as venue,
    papers.year, papers.outcome, papers.track, papers.author_count,
    case when mentions.paper_key is not null then papers.slot_count end as slot_count,
    papers.affiliations_are, papers.crawled, learners.learners, mentions.mentions, tags.tags
from intermediate.int_papers as papers
left join mentions using (paper_key)
left join intermediate.int_listings as learners using (paper_key)
left join tags using (paper_key)
where
    papers.source = 'lists' and papers.is_latest and papers.venue is not null
    and papers.outcome in ('accepted', 'workshop')
""".format(
    mentions=MENTIONS.format(mentions=LISTED, organisation=ORGANISATION, string="string"),
    tags=TAGS.format(tags="intermediate.int_works__tags", key="work_key"),
)
OF_OPENALEX = {"work_id", "domain"}
# A row of the manifest for each file, with the terms and the originals of its list, older copies
# among them, because a paper may have their affiliations.
LISTS = f"""
select
    'reduced/' || max(facts.vintage) || '_'
    || regexp_replace(lower(snapshots.publisher), '[^a-z0-9]+', '-', 'g')
    || '_' || facts.venue || '.json.gz' as file,
    count(*) as rows,
    max(facts.vintage) as commit_date,
    snapshots.publisher,
    min(snapshots.url) as publisher_url,
    '{LICENCE}' as licence,
    min(snapshots.citation) as citation,
    any_value(copies.originals) as originals,
    'titles, names, affiliations, abstracts, links' as left_out,
    facts.venue,
    list(distinct facts.snapshot_id) as ids
from facts
inner join staging.stg_raw__snapshots as snapshots on facts.snapshot_id = snapshots.snapshot_id
inner join (
    select publisher, venue, string_agg(distinct original, '; ' order by original) as originals
    from (
        select
            snapshots.publisher,
            if(lists.venue = 'neurips', 'nips', lists.venue) as venue,
            parse_filename(snapshots.file) || ' ' || snapshots.sha256 as original
        from intermediate.int_listings as lists
        inner join staging.stg_raw__snapshots as snapshots
            on lists.snapshot_id = snapshots.snapshot_id
    )
    group by publisher, venue
) as copies on snapshots.publisher = copies.publisher and facts.venue = copies.venue
group by snapshots.publisher, facts.venue
order by file
"""


@contextmanager
def built(directory: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a warehouse that is built from the lists in a directory.

    Raises IngestionError for a file that cannot be read.
    """
    with TemporaryDirectory() as home:
        settings = Settings(Path(home), str(directory.resolve()))
        configuration.prepare(settings)
        with connect() as connection:
            for source in SOURCES.values():
                run = RefreshRun(source, settings.raw, lambda _: None)
                land_directory(connection, run, directory)
        subprocess.run(BUILD, cwd=DBT_PROJECT, check=True)  # noqa: S603 - fixed arguments
        with duckdb.connect(str(settings.warehouse), read_only=True) as warehouse:
            yield warehouse


def reduce(directory: Path, out: Path) -> int:
    """Write the facts of the lists in a directory. Return the number of listings of papers.

    Raises IngestionError for a file that cannot be read, and if ``out`` has files already.
    """
    if out.is_dir() and any(out.iterdir()):
        raise IngestionError(out, "it is not empty: name a new folder")
    with built(directory) as warehouse:
        rows = write_facts(warehouse, out)
    if not rows:
        raise IngestionError(directory.name, "it holds no list of papers to reduce")
    return sum(int(row["rows"]) for row in rows)


def write_facts(warehouse: duckdb.DuckDBPyConnection, out: Path) -> list[dict[str, str]]:
    """Write the files of the source ``reduced``, one for each publisher and venue.

    Return the rows of their manifest, which is written too.
    """
    if rows := list(_written(warehouse, out)):
        write_csv(out / MANIFEST, list(rows[0]), rows)
    return rows


def _written(warehouse: duckdb.DuckDBPyConnection, out: Path) -> Iterator[dict[str, str]]:
    """Write the files, and yield the rows of their manifest."""
    (out / SOURCE.name).mkdir(parents=True, exist_ok=True)
    warehouse.execute(FACTS)
    lists = warehouse.sql(LISTS)
    for cells in lists.fetchall():
        row = dict(zip(lists.columns, cells, strict=True))
        path, venue, ids = out / row["file"], row.pop("venue"), row.pop("ids")
        papers = f"from facts where venue = {literal(venue)} and list_contains({ids}, snapshot_id)"
        columns = ", ".join(_filled(warehouse, papers))
        warehouse.execute(
            # Papers whose mentions are alike pack well side by side.
            f"copy (select {columns} {papers} order by mentions, tags, {columns})"
            f" to {literal(path)} (format json, array true, compression gzip)"
        )
        texts = {name: "" if cell is None else str(cell) for name, cell in row.items()}
        yield {**texts, "sha256": sha256(path)}


def _filled(warehouse: duckdb.DuckDBPyConnection, papers: str) -> list[str]:
    """Return the columns of a list: those that few lists have only if it fills them."""
    few = ["crawled", "learners"]
    ((*counts,),) = warehouse.execute(
        f"select {', '.join(f'count({name})' for name in few)} {papers}"
    ).fetchall()
    empty = {name for name, count in zip(few, counts, strict=True) if not count} | OF_OPENALEX
    return [column.name for column in COLUMNS if column.name not in empty]
