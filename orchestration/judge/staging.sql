-- Measures of the cleaned tables, one a row. limits.csv says how far each may move.
-- Of a list, the newest vintage counts.
with models as (
    select
        *,
        log10(training_compute_flop) as log10_flop,
        year(publication_date) as publication_year
    from staging.stg_epoch__models
    where list in ('all', 'notable')  -- those that metrics read
    qualify vintage = max(vintage) over (partition by list)
),

awards as (
    from staging.stg_awards__awards
    qualify vintage = max(vintage) over (partition by feed)
),

hardware as (
    from staging.stg_hardware__hardware
    qualify vintage = max(vintage) over ()
),

-- The publisher may serve the clusters of its standard analysis alone, and metrics count these.
clusters as (
    from staging.stg_clusters__clusters
    where is_in_standard_analysis
    qualify vintage = max(vintage) over ()
),

stocks as (
    from staging.stg_chip_owners__stocks
    qualify vintage = max(vintage) over ()
),

sites as (
    from staging.stg_data_centers__timelines
    qualify vintage = max(vintage) over ()
),

systems as (
    from staging.stg_top500__sums
    qualify vintage = max(vintage) over () and list = max(list) over ()
)

select
    'models of ' || list as subject,
    'rows' as measure,
    count(*) as value
from models
group by list

union all by name
select
    'hardware' as subject,
    'rows' as measure,
    count(*) as value
from hardware

union all by name
select
    'clusters' as subject,
    'rows' as measure,
    count(*) as value
from clusters

union all by name
select
    'chip owners' as subject,
    'rows' as measure,
    count(*) as value
from stocks

union all by name
select
    'data centers' as subject,
    'rows' as measure,
    count(*) as value
from sites

union all by name
select
    'TOP500' as subject,
    'rows' as measure,
    sum(systems) as value
from systems

union all by name
select
    listed_by || ', ' || venue as subject,
    'rows_of_collection' as measure,
    count(*) as value
from (
    from (
        select listed_by, venue, is_latest
        from staging.stg_lists__papers
        union all
        select listed_by, venue, is_latest
        from staging.stg_papercopilot__papers
        union all
        select listed_by, venue, is_latest
        from staging.stg_reduced__papers
    )
    where is_latest
)
group by listed_by, venue

union all by name
select
    'OpenAlex' as subject,
    'rows_of_collection' as measure,
    count(*) as value
from staging.stg_openalex__works
where is_latest

union all by name
select
    'awards of ' || feed as subject,
    'rows_of_collection' as measure,
    count(*) as value
from awards
group by feed

union all by name
select
    format('models of {}, {}', list, unnest([0.5, 0.75, 0.9])) as subject,
    'compute_quantile' as measure,
    unnest(quantile_cont(log10_flop, [0.5, 0.75, 0.9])) as value
from models
group by list

union all by name
select
    'models of ' || list as subject,
    'share_with_compute' as measure,
    count(training_compute_flop) / count(*) as value
from models
group by list

union all by name
select
    format('models of {}, {}', list, sector) as subject,
    'share_of_sector' as measure,
    count_if(contains(lower(organization_categorization), sector)) / count(*) as value
from models
cross join (select unnest(['academia', 'industry', 'government']) as sector) as names
where organization_categorization is not null
group by list, sector

union all by name
select
    'models of ' || list as subject,
    'share_without_label' as measure,
    count_if(organization_categorization is null) / count(*) as value
from models
group by list

-- Ids in place of names would leave all other measures as they are.
union all by name
select
    'models of ' || list as subject,
    'share_of_known_organizations' as measure,
    count(name) / count(*) as value
from (select list, unnest(string_split(lower(organization), ',')) as name_of from models) as names
left join (select distinct lower(alias) as name from reference.organisation_alias) as known
    on trim(names.name_of) = known.name
group by list

union all by name
select
    'clusters' as subject,
    'share_without_label' as measure,
    count_if(sector is null) / count(*) as value
from clusters

union all by name
select
    format('models of {}, {} to {}', list, first, first + 4) as subject,
    'share_of_years' as measure,
    count_if(publication_year between first and first + 4) / count(*) as value
from models
cross join (select unnest(range(2000, 2030, 5)) as first) as classes
group by list, first

union all by name
select
    'models of ' || list as subject,
    'median_year' as measure,
    median(publication_year) as value
from models
group by list

union all by name
select
    'clusters' as subject,
    'size' as measure,
    median(log10(operations_16_bit)) as value
from clusters
where operations_16_bit > 0

union all by name
select
    'chip owners' as subject,
    'size' as measure,
    median(log10(h100e)) as value
from stocks
where h100e > 0

union all by name
select
    'data centers' as subject,
    'size' as measure,
    median(log10(h100e)) as value
from sites
where h100e > 0

union all by name
select
    'awards of ' || feed as subject,
    'size' as measure,
    median(log10(amount)) as value
from awards
where amount > 0
group by feed

union all by name
select
    'awards of ' || awards.feed as subject,
    'share_of_known_awards' as measure,
    count(known.resource) / count(*) as value
from awards
left join reference.award_resource as known using (resource, units)
group by awards.feed

union all by name
select
    format('hardware, {}', unnest([0.1, 0.5, 0.9])) as subject,
    'peak' as measure,
    unnest(quantile_cont(log10(peak_flop_per_second), [0.1, 0.5, 0.9])) as value
from hardware
where peak_flop_per_second > 0

union all by name
select
    hardware_name as subject,
    'peak_of_awarded_device' as measure,
    log10(peak_flop_per_second) as value
from hardware
semi join reference.award_resource using (hardware_name)

union all by name
select
    'accelerated' as subject,
    'share_of_systems' as measure,
    coalesce(sum(systems) filter (accelerated), 0) / sum(systems) as value
from systems

union all by name
select
    segment as subject,
    'share_of_systems' as measure,
    sum(systems) / (select sum(systems) from systems) as value
from systems
group by segment

union all by name
select
    'TOP500' as subject,
    'total_of_systems' as measure,
    log10(sum(rmax_tflops)) as value
from systems

union all by name
select
    'rule' as subject,
    'repeated_titles' as measure,
    count(*) as value,
    any_value(venue || ' ' || year) as example
from (
    select venue, year
    from staging.stg_papercopilot__papers
    group by venue, year, vintage
    having count(distinct title) < 0.95 * count(*)
)

union all by name
select
    'rule' as subject,
    'repeated_award' as measure,
    count(*) as value,
    any_value(project || ', ' || resource) as example
from (
    select project, resource
    from awards
    group by feed, project, resource, units
    having count(*) > 1
)
