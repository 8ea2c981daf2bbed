-- One row for each measure of staging and marts, from the newest vintage of each list. A build compares it with the
-- last publication, and `limits.csv` says how far it may move. Each line of the list below names a table, its rows,
-- their groups, the kind of measure and the column; a value that is judged by itself also has words.
{{ config(schema='judge', materialized='view') }}

with models as (
    select
        *,
        log10(training_compute_flop) as compute,
        year(publication_date) as year,
        year(publication_date) // 3 * 3 as years,
        year(publication_date) // 5 * 5 as half_decade,
        -- Epoch AI used to name no country of teams from several.
        nullif(split_part(country, ',', 1), 'Multinational') as nation,
        split_part(domain, ',', 1) as first_domain,
        if(
            count(*) over (partition by list, vintage, split_part(organization, ',', 1)) >= 20,
            split_part(organization, ',', 1), null
        ) as large_maker,
        split_part(training_hardware, ',', 1) as device,
        nullif(concat_ws(
            ' and ',
            case when organization_categorization ilike '%academia%' then 'academia' end,
            case when organization_categorization ilike '%industry%' then 'industry' end
        ), '') as class,
        known.alias is not null as is_known_organization
    from {{ ref('stg_epoch__models') }} as listed
    left join (select distinct lower(alias) as alias from {{ ref('organisation_alias') }}) as known
        on lower(trim(split_part(listed.organization, ',', 1))) = known.alias
    where list in ('all', 'notable')  -- those that metrics read
    qualify vintage = max(vintage) over (partition by list)
),

awards as (
    select
        *,
        log10(amount) as log_amount,
        ends - begins as days,
        known.resource is not null as is_known
    from {{ ref('stg_awards__awards') }}
    left join {{ ref('award_resource') }} as known using (resource, units)
    qualify vintage = max(vintage) over (partition by feed)
),

hardware as (
    select
        *,
        log10(peak_flop_per_second) as peak,
        log10(release_price_usd) as price,
        year(release_date) as year,
        if(hardware_name in (select hardware_name from {{ ref('award_resource') }}), peak, null) as awarded_peak
    from {{ ref('stg_hardware__hardware') }}
    qualify vintage = max(vintage) over ()
),

-- The publisher may serve the clusters of its standard analysis alone, and metrics count these.
clusters as (
    select
        *,
        log10(nullif(operations_16_bit, 0)) as operations,
        year(first_operational_date) as year
    from {{ ref('stg_clusters__clusters') }}
    where is_in_standard_analysis
    qualify vintage = max(vintage) over ()
),

stocks as (
    select
        *,
        log10(nullif(h100e, 0)) as stock
    from {{ ref('stg_chip_owners__stocks') }}
    qualify vintage = max(vintage) over ()
),

sites as (
    select
        *,
        log10(nullif(h100e, 0)) as stock,
        log10(nullif(power_mw, 0)) as power
    from {{ ref('stg_data_centers__timelines') }}
    qualify vintage = max(vintage) over ()
),

-- One row a system.
systems as (
    select
        *,
        unnest(range(systems)),
        log10(rmax_tflops / systems) as speed
    from {{ ref('stg_top500__sums') }}
    qualify vintage = max(vintage) over () and list = max(list) over ()
),

reduced as (
    select
        *,
        concat(listed_by, ', ', venue, ' ', year) as edition,
        list_any_value(mentions) as affiliation,
        list_contains(flatten(list_transform(mentions, lambda one: one.sectors)), 'industry') as has_company,
        list_contains(list_transform(mentions, lambda one: one.country), 'US') as is_american,
        list_contains(list_transform(tags, lambda one: one.kind), 'model') as has_model
    from {{ ref('stg_reduced__papers') }}
    where is_latest
),

lists as (
    select
        *,
        concat(listed_by, ', ', venue, ' ', year) as edition,
        nullif(affiliations, '') as affiliation
    from {{ ref('stg_lists__papers') }}
    where is_latest
),

copilot as (
    select
        *,
        concat(listed_by, ', ', venue, ' ', year) as edition,
        nullif(affiliations, '') as affiliation
    from {{ ref('stg_papercopilot__papers') }}
    where is_latest
),

answers as (
    select
        *,
        if(unit = 'months', log10(value), if(unit = 'log10_ratio', value, null)) as factor,
        if(unit in ('months', 'log10_ratio'), null, value) as share
    from {{ ref('answers') }}
    where value is not null
),

-- A few estimates have no distribution, and the works of OpenAlex arrive over days.
estimates as (
    select
        *,
        concat_ws(', ', metric, definition, source, unit) as kind,
        if(not suppressed, ci_high - ci_low, null) as width,
        if(unit = 'share', value, null) as share_value,
        if(unit in ('months', 'count'), log10(value), if(unit like 'log%', value, null)) as log_value
    from {{ ref('metrics') }}
    where
        is_latest and source <> 'openalex'
        -- A list of supercomputers has other countries than the record.
        and (metric <> 'academic_hpc_doubling_months' or country is null)
),

trained as (
    from {{ ref('models') }}
    where list in ('all', 'notable')
    qualify vintage = max(vintage) over (partition by list)
),

published as (
    select
        *,
        nullif(country_codes, '') as first_country,
        topics[1] as first_topic
    from {{ ref('papers') }}
    where is_latest and is_counted and venue <> ''
),

stock_shares as (
    from {{ ref('compute_stock') }}
    qualify period_end = max(period_end) over (partition by definition)
),

-- Below 5%, a few works decide a logit.
forecasts as (
    select
        *,
        abs(z) as distance,
        concat(venue, ' ', year, ' as ', listed_by, ' listed it on ', vintage) as edition,
        if(team_class is null, 'teams with a company', 'academic-only teams') as team,
        format(
            'expected {:.1f}% ({:.1f} to {:.1f}), found {:.1f}%, {:.1f} standard deviations away',
            100 * value, 100 * ci_low, 100 * ci_high, 100 * found, distance
        ) as words
    from {{ ref('edition_forecasts') }}
    where n >= 100 and team_class is distinct from 'industry_only'
),

changes as (
    select
        *,
        concat(venue, ' ', year, ' as ', listed_by, ' listed it on ', vintage) as edition,
        cast(team_class <> former_class as integer) as is_changed,
        cast(has_industry as integer) as has_company,
        cast(former_has_industry as integer) as had_company
    from {{ ref('int_class_changes') }}
)

{% set measured = [
    ('stg_epoch__models', 'models', [
        ('list', 'rows', ''),
        ('list, class', 'rows', ''),
        ('list, nation', 'rows', ''),
        ('list, years, class', 'rows', ''),
        ('list, half_decade, class', 'rows', ''),
        ('list', 'filled', 'organization_categorization'),
        ('list', 'filled', 'country'),
        ('list', 'filled', 'publication_date'),
        ('list', 'filled', 'compute'),
        ('list, class', 'filled', 'compute'),
        ('list', 'filled', 'device'),
        ('list', 'filled', 'link'),
        ('list', 'filled', 'model_accessibility'),
        ('list', 'share', 'class'),
        ('list', 'share', 'nation'),
        ('list', 'share', 'confidence'),
        ('list', 'share', 'model_accessibility'),
        ('list', 'share', 'first_domain'),
        ('list', 'share', 'years'),
        ('list', 'share', 'is_criteria_met'),
        ('list', 'share', 'is_known_organization'),
        ('list, large_maker', 'share', 'nation'),
        ('list', 'middle', 'year'),
        ('list', 'middle', 'compute'),
        ('list', 'high', 'compute'),
        ('list, class', 'mean', 'compute'),
        ('list, nation', 'middle', 'compute'),
        ('list, confidence', 'middle', 'compute'),
        ('list, years', 'middle', 'compute'),
        ('list', 'middle', 'hardware_utilization'),
    ]),
    ('stg_awards__awards', 'awards', [
        ('feed', 'rows', ''),
        ('feed', 'share', 'is_known'),
        ('feed', 'share', 'resource'),
        ('feed', 'share', 'field'),
        ('feed', 'filled', 'institution'),
        ('feed', 'middle', 'log_amount'),
        ('feed', 'high', 'log_amount'),
        ('feed', 'middle', 'days'),
    ]),
    ('stg_hardware__hardware', 'hardware', [
        ("'all'", 'rows', ''),
        ("'all'", 'filled', 'peak'),
        ("'all'", 'filled', 'price'),
        ("'all'", 'filled', 'release_date'),
        ("'all'", 'share', 'manufacturer'),
        ("'all'", 'middle', 'peak'),
        ("'all'", 'high', 'peak'),
        ("'all'", 'middle', 'price'),
        ("'all'", 'middle', 'year'),
        ('hardware_name', 'middle', 'awarded_peak'),
    ]),
    ('stg_clusters__clusters', 'clusters', [
        ("'all'", 'rows', ''),
        ('sector', 'rows', ''),
        ("'all'", 'filled', 'sector'),
        ("'all'", 'filled', 'operations'),
        ("'all'", 'share', 'sector'),
        ("'all'", 'share', 'status'),
        ("'all'", 'share', 'is_certain'),
        ("'all'", 'middle', 'year'),
        ("'all'", 'middle', 'operations'),
        ('sector', 'middle', 'operations'),
        ('sector', 'high', 'operations'),
    ]),
    ('stg_chip_owners__stocks', 'stocks', [
        ("'all'", 'rows', ''),
        ('owner', 'rows', ''),
        ("'all'", 'share', 'owner'),
        ("'all'", 'share', 'designer'),
        ("'all'", 'middle', 'stock'),
        ('owner', 'middle', 'stock'),
        ('designer', 'middle', 'stock'),
    ]),
    ('stg_data_centers__timelines', 'sites', [
        ("'all'", 'rows', ''),
        ('owner', 'rows', ''),
        ("'all'", 'filled', 'owner'),
        ("'all'", 'share', 'owner'),
        ("'all'", 'share', 'country'),
        ("'all'", 'middle', 'stock'),
        ("'all'", 'middle', 'power'),
        ('owner', 'middle', 'stock'),
    ]),
    ('stg_top500__sums', 'systems', [
        ("'all'", 'rows', ''),
        ("'all'", 'share', 'segment'),
        ("'all'", 'share', 'accelerated'),
        ("'all'", 'share', 'country'),
        ("'all'", 'middle', 'speed'),
        ('segment', 'middle', 'speed'),
    ]),
    ('stg_reduced__papers', 'reduced', [
        ('edition', 'rows', ''),
        ('listed_by, has_model', 'rows', ''),
        ('venue, has_model', 'rows', ''),
        ('edition', 'filled', 'affiliation'),
        ('edition', 'share', 'has_company'),
        ('edition', 'share', 'is_american'),
        ('listed_by', 'share', 'outcome'),
        ('edition', 'middle', 'author_count'),
    ]),
    ('stg_lists__papers', 'lists', [
        ('edition', 'rows', ''),
        ('edition', 'filled', 'affiliation'),
        ('listed_by', 'share', 'status'),
    ]),
    ('stg_papercopilot__papers', 'copilot', [
        ('edition', 'rows', ''),
        ('edition', 'filled', 'affiliation'),
        ('listed_by', 'share', 'status'),
    ]),
    ('stg_openalex__works', "(from " ~ ref('stg_openalex__works') ~ " where is_latest)", [("'all'", 'rows', '')]),
    ('stg_venues__editions', ref('stg_venues__editions'), [
        ('venue', 'total', 'accepted'),
    ]),
    ('answers', 'answers', [
        ("'all'", 'rows', ''),
        ('question, period', 'middle', 'factor'),
        ('question, period', 'middle', 'share'),
    ]),
    ('metrics', 'estimates', [
        ('kind', 'rows', ''),
        ('kind', 'middle', 'n'),
        ('kind', 'middle', 'share_value'),
        ('kind', 'middle', 'log_value'),
        ('kind', 'middle', 'width'),
        ('kind', 'share', 'suppressed'),
    ]),
    ('models', 'trained', [
        ('list', 'rows', ''),
        ('list', 'share', 'team_class'),
        ('list', 'share', 'is_open'),
        ('list, team_class', 'middle', 'log10_flop'),
    ]),
    ('papers', 'published', [
        ('venue', 'rows', ''),
        ("'all'", 'share', 'team_class'),
        ('year', 'share', 'team_class'),
        ("'all'", 'filled', 'first_country'),
        ("'all'", 'filled', 'first_topic'),
    ]),
    ('compute_stock', 'stock_shares', [
        ('definition, owner', 'middle', 'share'),
    ]),
    ('field_lists', ref('field_lists'), [("'all'", 'total', 'works')]),
    ('edition_forecasts', 'forecasts', [('edition, team', 'mean', 'distance', 'any_value(words)')]),
    ('papers', 'changes', [(
        'edition', 'mean', 'is_changed',
        "format('{:.1f}% of its papers change class; teams with a company: expected {:.1f}%, found {:.1f}%', "
        ~ "100 * avg(is_changed), 100 * avg(had_company), 100 * avg(has_company))"
    )]),
] -%}

{% for table, rows, lines in measured %}{% set last = loop.last %}
{% for line in lines -%}
{{ measure(table, rows, *line) }}
{{ 'union all' if not (last and loop.last) }}
{% endfor %}{% endfor %}
