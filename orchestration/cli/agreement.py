"""Compare our sectors with counts by others: ``python -m orchestration.cli.agreement``.

ICADL2024 (github.com/mm-doshisha/ICADL2024, MIT) has the institution of each author of papers at
AAAI and IJCAI, and the number of academic and company authors by another group's method. We read
the same strings. A paper has a company by them if it has a company author, and by us if one of its
strings names industry.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import duckdb

from ingestion.landing.schema import literal
from orchestration.cli.classify import ClassifyError, classify, stored_ror
from orchestration.settings import load

# The last digits of a file's name are the year. Most strings lost their last letter there.
PAPERS = """
create table papers as
with files as (
    select parse_filename(filename) as file, row_number() over () as paper, *
    from read_csv({files}, union_by_name = true, filename = true, all_varchar = true)
)

select
    paper,
    regexp_extract(file, '^([A-Z]+)') as venue,
    cast(regexp_extract(file, '([0-9]{{4}})') as integer) as year,
    title,
    trim(affiliation) as affiliation,
    cast(num_company as double) > 0 as theirs
from (unpivot files on columns('inst[0-9]+') into name slot value affiliation)
where trim(affiliation) != ''
"""

AGREEMENT = """
create table agreement as
select papers.paper, venue, year, any_value(title) as title, bool_or(theirs) as theirs,
    bool_or(has_industry) as ours,
    list(distinct papers.affiliation order by papers.affiliation) filter (where has_industry)
        as strings
from papers join labels on papers.affiliation = labels.affiliation
group by all
"""

COUNTS = """
select venue, year, count(*) as papers, count_if(theirs and ours) as both_name_one,
    count_if(theirs and not ours) as only_theirs, count_if(ours and not theirs) as only_ours
from agreement group by venue, year order by venue, year
"""


def compare(folder: Path, ror: Path | None, out: Path) -> list[tuple[str, int, int, int, int, int]]:
    """Write the counts of each venue and year, and the papers that differ; return the counts."""
    with tempfile.TemporaryDirectory() as temporary, duckdb.connect() as connection:
        strings, labels = Path(temporary) / "strings.csv", Path(temporary) / "labels.csv"
        connection.execute(PAPERS.format(files=literal(folder / "*.csv.gz")))
        connection.execute(
            "copy (select distinct affiliation from papers order by 1) to"
            f" {literal(strings)} (header true)"
        )
        classify(strings, labels, ror)
        connection.execute(
            f"create table labels as from read_csv({literal(labels)}, header = true)"
        )
        connection.execute(AGREEMENT)
        connection.execute(f"copy ({COUNTS}) to {literal(out)} (header true)")
        differing = out.with_stem(f"{out.stem}_papers")
        connection.execute(
            "copy (select venue, year, title, theirs, ours, strings from agreement"
            f" where theirs != ours order by all) to {literal(differing)} (header true)"
        )
        return connection.execute(COUNTS).fetchall()


def main() -> None:
    """Compare from the command line."""
    settings = load()
    parser = argparse.ArgumentParser(description="Compare sectors of affiliations with others'.")
    parser.add_argument("folder", type=Path, help="folder of ICADL2024's files")
    parser.add_argument("out", type=Path, help="CSV of counts to write, next to a CSV of papers")
    parser.add_argument("--raw", type=Path, default=settings.raw, help="folder of stored snapshots")
    arguments = parser.parse_args()
    if not any(arguments.folder.glob("*.csv.gz")):
        sys.exit(f"error: {arguments.folder} has no file of ICADL2024")
    try:
        counts = compare(arguments.folder, stored_ror(arguments.raw), arguments.out)
    except ClassifyError as error:
        sys.exit(f"error: {error}")
    for venue, year, papers, both, theirs, ours in counts:
        print(f"{venue} {year}: {papers} papers, both {both}, theirs {theirs}, ours {ours}")


if __name__ == "__main__":
    main()
