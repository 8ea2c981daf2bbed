"""``python -m tests.bench.works COUNT FOLDER``: write synthetic works as pages of OpenAlex's API.

FOLDER, which is new, becomes a directory of publishers' files (``COMPUTE_DIVIDE_SOURCES``) with
only these works. Equal arguments give equal works.
"""

from __future__ import annotations

import csv
import random
import string
import sys
import tempfile
from pathlib import Path

import duckdb

from ingestion.landing.schema import literal
from ingestion.landing.snapshots import connect
from ingestion.venues import venues
from orchestration.run.settings import DBT_PROJECT

SEED, VINTAGE = 20261126, "2026-01-01"
PAGE = 200
FIRST_YEAR, LAST_YEAR = 2010, 2025
ABSTRACTS, TITLES = 5_000, 20_000
ABSTRACT_WORDS = (60, 220)
# A text repeats a few known terms and names; with this probability, a word begins one of them.
SUBJECTS, KNOWN = 5, 0.06
VENUES = 200
# Works need about half as many distinct affiliation strings as there are works.
STRINGS_A_WORK = 0.5
SUBFIELDS = (1702, 1702, 1707, 1705)

# Draw skewed numbers below a limit: most works have few authors, and most mentions have common
# strings.
AUTHORS = "1 + cast(floor(9 * pow(chance(n, 'authors'), 2)) as bigint)"
WORKS = """
create or replace macro chance(n, salt) as (hash(n, salt, {seed}) % 1000003) / 1000003.0;
create or replace macro below(n, salt, most, skew) as
    cast(floor(most * pow(chance(n, salt), skew)) as bigint);
create or replace table numbers as select range as n from range({first}, {last});
create or replace table slots as
select n, unnest(range(1, authors + 1)) as slot, authors
from (select n, {authors} as authors from numbers);
create or replace table teams as
select
    slots.n,
    list(
        {{
            author_position: case slot when 1 then 'first' when authors then 'last'
                else 'middle' end,
            raw_author_name: 'Synthetic Author ' || below(n, slot, {people}, 1),
            author: {{
                id: 'https://openalex.org/A' || below(n, slot, {people}, 1),
                display_name: 'Synthetic Author ' || below(n, slot, {people}, 1)
            }},
            institutions: null,
            raw_affiliation_strings:
                case when chance(n, 'listed') < 0.9 then [affiliations.affiliation] end
        }}
        order by slot
    ) as authorships
from slots
-- Half of the authors of a work share the affiliation of the first.
inner join affiliations
    on affiliations.place
    = below(n, case when chance(n, slot + 100) < 0.5 then 1 else slot end + 1000, {strings}, 4)
group by slots.n;
create or replace table works as
select
    'https://openalex.org/W' || (9000000000 + numbers.n) as id,
    'https://doi.org/10.5555/synthetic.' || numbers.n as doi,
    titles.text || ' ' || numbers.n as title,
    {year} as publication_year,
    'article' as type,
    {{
        source: {{
            id: 'https://openalex.org/S' || venues.place,
            display_name: venues.text,
            type: 'conference'
        }},
        raw_source_name: null
    }} as primary_location,
    teams.authorships,
    false as is_authors_truncated,
    [
        {{
            id: 'https://openalex.org/T' || (10000 + below(numbers.n, 'topic', 60, 1)),
            display_name: 'Synthetic topic',
            score: 0.9,
            subfield: {{
                id: 'https://openalex.org/subfields/'
                    || {subfields}[1 + below(numbers.n, 'subfield', 4, 1)],
                display_name: 'Synthetic subfield'
            }}
        }}
    ] as topics,
    below(numbers.n, 'citations', 300, 5) as cited_by_count,
    list_transform(
        range(greatest({year}, 2016), 2026),
        lambda y: {{"year": y, cited_by_count: 1 + below(numbers.n, y, 30, 5)}}
    ) as counts_by_year,
    chance(numbers.n, 'retracted') < 0.001 as is_retracted,
    '2026-01-01' as updated_date,
    case
        when chance(numbers.n, 'abstract') < 0.8
            then string_split('synthetic' || numbers.n || ' ' || abstracts.text, ' ')
    end as words
from numbers
inner join teams on numbers.n = teams.n
inner join pool as titles
    on titles.kind = 'title' and titles.place = below(numbers.n, 'title', {titles}, 1)
inner join pool as venues
    on venues.kind = 'venue' and venues.place = below(numbers.n, 'venue', {venues}, 2)
inner join pool as abstracts
    on abstracts.kind = 'abstract' and abstracts.place = below(numbers.n, 'text', {abstracts}, 1)
"""

# The API has abstracts as the places of each word.
PAGES = """
copy (
    with words as (
        select id, word, list(place order by place) as places
        from (select id, unnest(words) as word, unnest(range(len(words))) as place from works)
        group by all
    ),
    abstracts as (
        select id, map(list(word order by places), list(places order by places)) as found
        from words
        group by id
    )
    select {{count: {works}}} as meta, list(work order by id) as results
    from (
        select works.* exclude (words), abstracts.found as abstract_inverted_index
        from works
        left join abstracts using (id)
    ) as work
    group by substring(id, 23)::bigint // {page}
    order by min(id)
) to {file} (format json, compression gzip)
"""


def seed_column(path: str, column: str) -> list[str]:
    """Read one column of a seed of the dbt project."""
    with (DBT_PROJECT / "seeds" / path).open(encoding="utf-8", newline="") as lines:
        return [row[column] for row in csv.DictReader(lines) if row[column]]


def pools(chance: random.Random) -> dict[str, list[str]]:
    """Make titles, venues and abstracts to choose from, with the project's own terms."""
    titles = seed_column("topics/topic_label.csv", "title")
    common = [word for title in titles for word in title.split()]
    terms = seed_column("topics/topic_term.csv", "term")
    terms += seed_column("adoption/pretrained_model_name.csv", "name")
    terms += ["GPUs", "NVIDIA V100 GPU", "TPU"]

    def text(length: int) -> list[str]:
        subjects = chance.choices(terms, k=SUBJECTS)
        words = chance.choices(common, k=length)
        phrases = [chance.choice(subjects) if chance.random() < KNOWN else word for word in words]
        return " ".join(phrases).split(" ")

    names = list(venues("papercopilot"))
    return {
        "abstract": [" ".join(text(chance.randint(*ABSTRACT_WORDS))) for _ in range(ABSTRACTS)],
        "title": [" ".join(text(chance.randint(5, 14))).capitalize() for _ in range(TITLES)],
        "venue": [*names, *(f"synthetic venue {n}" for n in range(VENUES - len(names)))],
    }


def affiliations(chance: random.Random, number: int) -> list[str]:
    """Make distinct affiliations of a department, a known or invented organisation, and a place."""
    names = seed_column("affiliations/organisation_alias.csv", "alias")
    strings: dict[str, None] = {}
    while len(strings) < number:
        first, last = ("".join(chance.choices(string.ascii_lowercase, k=6)) for _ in "12")
        is_known = chance.random() < 0.7
        name = chance.choice(names) if is_known else f"University of {first.capitalize()}"
        department = f"Department of {last.capitalize()}, " if chance.random() < 0.6 else ""
        strings[f"{department}{name}, {first.capitalize()}"] = None
    return list(strings)


def write_pools(connection: duckdb.DuckDBPyConnection, count: int, folder: Path) -> int:
    """Create the tables ``pool`` and ``affiliations``; return the number of affiliations."""
    chance = random.Random(SEED)
    texts, strings = pools(chance), affiliations(chance, max(100, int(count * STRINGS_A_WORK)))
    rows = [[kind, n, text] for kind, pool in texts.items() for n, text in enumerate(pool)]
    for table, columns, lines in (
        ("pool", "{'kind': 'VARCHAR', 'place': 'BIGINT', 'text': 'VARCHAR'}", rows),
        ("affiliations", "{'place': 'BIGINT', 'affiliation': 'VARCHAR'}", enumerate(strings)),
    ):
        path = folder / f"{table}.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(lines)
        connection.execute(
            f"create table {table} as"
            f" from read_csv({literal(path)}, header = false, columns = {columns})"
        )
    return len(strings)


def years(count: int) -> list[tuple[int, int, int]]:
    """Return each year with the first and last (exclusive) number of its works, which increase."""
    span = LAST_YEAR - FIRST_YEAR + 1
    ends = [count * step * (step + 1) // (span * (span + 1)) for step in range(span + 1)]
    return [(FIRST_YEAR + n, ends[n], ends[n + 1]) for n in range(span) if ends[n] < ends[n + 1]]


def write_works(count: int, folder: Path) -> None:
    """Write ``count`` synthetic works into files below ``folder``, each of one publication year."""
    (folder / "openalex").mkdir(parents=True)
    with connect() as connection, tempfile.TemporaryDirectory() as scratch:
        strings = write_pools(connection, count, Path(scratch))
        for year, first, last in years(count):
            connection.execute(
                WORKS.format(
                    seed=SEED, first=first, last=last, year=year, authors=AUTHORS,
                    people=max(100, count), strings=strings, titles=TITLES, venues=VENUES,
                    abstracts=ABSTRACTS, subfields=list(SUBFIELDS),
                )
            )  # fmt: skip
            file = folder / "openalex" / f"{VINTAGE}_synthetic_{year}.json.gz"
            connection.execute(PAGES.format(works=last - first, page=PAGE, file=literal(file)))


if __name__ == "__main__":
    write_works(int(sys.argv[1]), Path(sys.argv[2]))
