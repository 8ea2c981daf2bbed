"""``python -m tests.bench.peers.in_duckdb RAW GIVEN OUT``: the tables by one script for DuckDB."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import duckdb

from ingestion.landing.schema import literal
from ingestion.landing.texts import FILE
from tests.bench.peers.given import (
    CLASSES,
    FRONT_MATTER,
    LANDED,
    NEEDED_MENTIONS,
    ORIGINS,
    SMALLEST_EXPECTED,
    SMALLEST_N,
    SUBFIELDS,
    TABLES,
    patterns,
)

SPACED = "lower({})"
for _mark in '-/\n()"':
    SPACED = f"replace({SPACED}, '{_mark}', ' ')"
for _mark in ",.:;?":
    SPACED = f"replace({SPACED}, '{_mark}', '  ')"

TABLES_OF_WORKS = """
create table works (
    paper_id varchar, n bigint, venue varchar, year integer, doi varchar, is_accepted boolean,
    authors bigint, has_accelerator boolean
);
create table mentions (n bigint, slot bigint, affiliation varchar);
create table tags (n bigint, topic varchar, parent varchar);
create table naming (n bigint, suffix varchar, sector varchar);
"""
# Files are read one at a time, so that only texts of one year are in memory.
READ = """
create or replace temp table read as
select
    (select count(*) from works) + source_row as n,
    snapshot_id || ':' || source_row as paper_id,
    lower(primary_location.source.display_name) as venue,
    publication_year::integer as year,
    trim(title) as title,
    nullif(lower(replace(doi, 'https://doi.org/', '')), '') as doi,
    not is_retracted and not regexp_matches(lower(coalesce(title, '')), '{front_matter}')
        and len(list_filter(topics, lambda t: t.subfield.id in {subfields})) > 0 as is_accepted,
    len(authorships) as authors,
    list_transform(authorships, lambda a: a.raw_affiliation_strings) as strings,
    abstract
from read_parquet({path})
inner join (select source_row, abstract from read_parquet({texts})) using (source_row);
insert into works
select
    paper_id, n, venue, year, doi, is_accepted, authors,
    regexp_matches(abstract, '{accelerator}')
from read;
insert into mentions
select distinct n, slot, regexp_replace(string, '^[,; ]+|[,; ]+$', '', 'g')
from (
    select n, slot, unnest(list) as string
    from (select n, unnest(strings) as list, generate_subscripts(strings, 1) as slot from read)
);
insert into tags
with texts as (
    select n, true as is_head, string_split({title}, ' ') as words from read
    union all
    select n, false, string_split({abstract}, ' ') from read
),
tokens as (
    select
        n, is_head, unnest(words) as one, unnest(words[2:]) as two, unnest(words[3:]) as three
    from texts
),
forms as (
    select n, is_head, unnest([one, one || ' ' || two, one || ' ' || two || ' ' || three]) as form
    from tokens
    where one in (select split_part(form, ' ', 1) from phrases)
)
select n, topic, any_value(parent)
from forms
inner join phrases using (form)
group by n, topic
having sum(head) filter (where is_head) >= 1
    or sum(phrases.abstract) filter (where not is_head) >= {needed};
insert into naming
with texts as (
    select n, year, coalesce(title, '') || ' | ' || abstract as text
    from read where abstract is not null
),
found as (
    select
        n, year, ' ' || regexp_replace(lower(text), '[^a-z0-9]+', ' ', 'g') as words,
        unnest(regexp_extract_all(text, '{names}')) as printed
    from texts
),
spelled as (
    select
        n, year, words,
        regexp_replace(printed, '[^A-Za-z0-9.]+|^[^A-Za-z0-9]+', '', 'g') as printed
    from found
)
select distinct n, suffix, sector
from spelled
inner join names
    on lower(printed) = lower(names.name) and (not is_case_sensitive or printed = names.name)
inner join models on names.model = models.model and released_year <= year
where context is null or exists (
    select 1 from contexts
    where contexts.context = names.context and contains(words, ' ' || contexts.word)
);
"""
RESULTS = """
create table teams as
with authors as (
    select
        n, slot,
        bool_or(has_academia) as a, bool_or(has_industry) as i, bool_or(has_other) as o,
        avg(case when sectors > 0 then has_academia::int / sectors else 0 end) as academia,
        avg(case when sectors > 0 then has_industry::int / sectors else 0 end) as industry,
        avg(case when sectors > 0 then has_other::int / sectors else 0 end) as other,
        avg((sectors = 0)::int) as unknown
    from mentions
    inner join (
        select *, has_academia::int + has_industry::int + has_other::int as sectors from labels
    ) using (affiliation)
    group by n, slot
),
listed as (
    select
        n, bool_or(a) as a, bool_or(i) as i, bool_or(o) as o, count(*) as slots,
        sum(academia) as academia, sum(industry) as industry, sum(other) as other,
        sum(unknown) as unknown, count(*) filter (where a or i or o) as known,
        count(*) filter (where a or i) as either,
        sum(case when a and i then 0.5 when a then 1 else 0 end)::double as academic
    from authors
    group by n
)
select
    works.*, slots is not null as has_affiliation, coalesce(a, false) as has_academia,
    coalesce(i, false) as has_industry, coalesce(o, false) as has_other,
    case
        when a and i then 'academia_industry'
        when a and not o then 'academic_only'
        when i and not o then 'industry_only'
        when a or i or o then 'other'
        else 'unknown'
    end as team_class,
    coalesce(known = authors, false) as is_team_complete,
    case when authors is not null then coalesce(academia, 0) end as academia_authors,
    case when authors is not null then coalesce(industry, 0) end as industry_authors,
    case when authors is not null then coalesce(other, 0) end as other_authors,
    coalesce(unknown, 0) + authors - coalesce(slots, 0) as unknown_authors,
    case when authors is not null then coalesce(either, 0) end as either,
    case when authors is not null then coalesce(academic, 0) end as academic,
    authors - coalesce(known, 0) as unknown_slots
from works left join listed using (n);

create table members as
with populations as (
    select unnest(['accepted', 'accepted_and_workshop']) as definition, * from teams
    where is_accepted and year is not null
    union all
    select 'complete_teams', * from teams
    where is_accepted and year is not null and is_team_complete
)
select populations.* exclude (venue), venue as listed_venue, venue, year::varchar as period,
    true as is_year
from populations where venue is not null
union all
select pooled.* exclude (venue), venue, null, period, is_year
from (
    select * from populations
    qualify row_number() over (
        partition by definition, coalesce(doi, paper_id)
        order by has_affiliation desc, venue, paper_id
    ) = 1
) as pooled
inner join periods on pooled.year between first_year and last_year;

create table topics as
with levels as (
    select n, topic, false as is_area, 1.0 / count(*) over (partition by n) as share from tags
    union all
    select n, parent, true, count(*) / any_value(total)
    from (select *, count(*) over (partition by n) as total from tags)
    group by n, parent
)
select definition, period, topic, is_area, team_class, count(*) as works, sum(share) as fraction
from (
    select * from members
    union all
    select * replace ('accepted_with_abstract' as definition) from members
    where definition = 'accepted' and has_accelerator is not null
)
inner join levels using (n)
where venue is null and definition <> 'accepted_and_workshop'
group by all;

create table shares as
select metric, definition, venue, period, class as team_class, null as sector,
    count(*) filter (where team_class <> 'unknown') as n,
    count(*) filter (where team_class = 'unknown') as n_unknown,
    count(*) filter (where case when class is null then has_industry else team_class = class end)
        as k
from members
cross join (
    select 'paper_team_share' as metric, unnest({classes}) as class
    union all
    select 'any_industry_share', null
)
group by all
union all
select 'paper_affiliation_coverage', definition, venue, period, null, null,
    count(*), 0, count(*) filter (where has_affiliation)
from members where definition <> 'complete_teams' group by all;

create table adopters as
with compared as (
    select * replace ('accepted_same_venues' as definition)
    from members
    where definition = 'accepted' and venue is null and period in ('2020-2022', '2023-latest')
)
select * from members
where definition = 'accepted' or (definition = 'complete_teams' and venue is null)
union all
select * from compared
where listed_venue in (
    select listed_venue from compared where has_accelerator is not null
    group by listed_venue having count(distinct period) = 2
);
create table adoption as
with teams as (
    select definition, venue, period, team_class, n, has_accelerator from adopters
    where team_class <> 'unknown'
    union all
    select definition, venue, period, null, n, has_accelerator from adopters
),
totals as (
    select definition, venue, period, team_class, count(has_accelerator) as n,
        count(*) - count(has_accelerator) as n_unknown,
        count(*) filter (where has_accelerator) as accelerators
    from teams group by all
),
counts as (
    select definition, venue, period, team_class, suffix, sector, count(*) as k
    from teams inner join naming using (n) group by all
),
kinds as (
    select '' as suffix, null as sector
    union all
    select suffix, unnest({origins}) from (
        select unnest(['', '_open_weights', '_no_architectures']) as suffix
    )
    union all
    select '_any_origin', unnest(['academia', 'industry', 'other'])
)
select 'pretrained_adoption' as metric, totals.definition || kinds.suffix as definition,
    totals.venue, totals.period, totals.team_class, kinds.sector,
    n, n_unknown, coalesce(k, 0) as k
from totals
inner join kinds on suffix = '' or (definition = 'accepted' and venue is null)
left join counts
    on (totals.definition, totals.period, kinds.suffix)
        = (counts.definition, counts.period, counts.suffix)
    and totals.venue is not distinct from counts.venue
    and totals.team_class is not distinct from counts.team_class
    and kinds.sector is not distinct from counts.sector
where n > 0
union all
select 'accelerator_mention_share', definition, venue, period, team_class, null, n, n_unknown,
    accelerators
from totals where n > 0
union all
select 'abstract_coverage', definition, venue, period, null, null, n + n_unknown, 0, n
from totals where team_class is null and definition = 'accepted';

create table mixing as
with kinds as (
    select definition, venue, period, coalesce(either, 0) as authors, academic, count(*) as works,
        count(*) filter (where either is null or (either < 2 and either + unknown_slots >= 2))
            as unknown
    from members where is_year and definition <> 'accepted_and_workshop' group by all
),
cells as (
    select *, sum(unknown) over cell as n_unknown,
        sum(academic * works) filter (where authors >= 2) over cell
            / sum(authors * works) filter (where authors >= 2) over cell as p
    from kinds
    window cell as (partition by definition, venue, period)
)
select 'normalised_collaboration' as metric, definition, venue, period, null as team_class,
    null as sector, sum(works)::bigint as n, any_value(n_unknown)::bigint as n_unknown,
    (sum(works) filter (where academic > 0 and academic < authors))::bigint as k,
    sum(works * (1 - pow(p, authors) - pow(1 - p, authors))) as expected
from cells where authors >= 2 group by all having expected >= {smallest_expected};

create table estimates as
select * exclude (is_shown, denominator) replace (case when is_shown then k end as k),
    case when is_shown then k / denominator end as value
from (
    select *, n >= {smallest} as is_shown, n::double as denominator from shares
    union all
    select *, n >= {smallest}, n from adoption
    union all
    select * exclude (expected) replace (coalesce(k, 0) as k), n >= {smallest}, expected from mixing
)
"""


def compute(raw: Path, given: Path, out: Path) -> None:
    """Write the tables of landed works to ``out``."""
    names, accelerator = patterns(given)
    with tempfile.TemporaryDirectory() as scratch:
        connection = duckdb.connect(Path(scratch) / "peer.duckdb")
        for path in given.glob("*.parquet"):
            connection.execute(f"create table {path.stem} as from {literal(path)}")
        connection.execute(TABLES_OF_WORKS)
        for path in sorted(raw.glob(LANDED)):
            connection.execute(
                READ.format(
                    path=literal(path), texts=literal(path.with_name(FILE)),
                    front_matter=FRONT_MATTER, subfields=list(SUBFIELDS),
                    accelerator=accelerator, names=names, needed=NEEDED_MENTIONS,
                    title=SPACED.format("title"), abstract=SPACED.format("abstract"),
                )
            )  # fmt: skip
        connection.execute(
            RESULTS.format(
                classes=list(CLASSES), origins=list(ORIGINS), smallest=SMALLEST_N,
                smallest_expected=SMALLEST_EXPECTED,
            )
        )  # fmt: skip
        for table in TABLES:
            connection.execute(f"copy {table} to {literal(out / f'{table}.parquet')}")


if __name__ == "__main__":
    compute(*map(Path, sys.argv[1:4]))
