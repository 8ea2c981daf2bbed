-- Ranks, marks and notes of entities are decided here and nowhere else. An estimate ranks among those of its period
-- with enough cases; for venues, among those with affiliations of the same kind.
with metrics as (
    select * replace (if(suppressed, null, value) as value)
    from {{ ref('metrics_latest') }}
    where
        counting = 'full'
        -- The name of all years is greater than that of a year.
        and period >= '2010'
    -- The source with most cases.
    qualify source = first_value(source) over (partition by metric, definition order by n desc, source)
),

estimates as (
    select
        measures.kind,
        measures.measure,
        coalesce(metrics.venue, metrics.country, metrics.region, metrics.topic) as key,
        metrics.region is not null as is_region,
        metrics.period,
        metrics.source,
        metrics.vintage,
        metrics.unit,
        metrics.value,
        metrics.ci_low,
        metrics.ci_high,
        metrics.n,
        metrics.k,
        list_contains(metrics.caveats, 'still_filling') and period <> 'all' as is_filling,
        list_contains(metrics.caveats, 'venue_mix') as has_venue_mix
    from metrics
    inner join {{ ref('entity_measure') }} as measures
        on
            metrics.metric = measures.metric
            and metrics.definition = measures.definition
            and metrics.team_class is not distinct from measures.team_class
    where
        measures.kind <> 'organisation'
        and (metrics.venue is not null) = (measures.kind = 'venue')
        and (coalesce(metrics.country, metrics.region) is not null) = (measures.kind = 'country')
        -- Other regions have the name of a country.
        and coalesce(metrics.region, 'Europe') in ('Europe', 'European Union')
        and (metrics.topic is not null) = (measures.kind = 'topic')
),

-- Editions of which we lack the list or its affiliations.
lacking as (
    select
        'venue' as kind,
        measures.measure,
        panel.venue as key,
        cast(panel.year as varchar) as period,
        panel.source,
        panel.vintage,
        'share' as unit,
        0 as n,
        if(
            panel.listed_on is null,
            format('We store no list; the venue states {:,} accepted papers.', panel.accepted),
            'Our list has no affiliations.'
        ) as lacks
    from {{ ref('venue_panel') }} as panel
    cross join {{ ref('entity_measure') }} as measures
    where panel.source = 'lists' and panel.n = 0 and panel.year >= 2010 and measures.kind = 'venue'
),

models as (
    select
        source,
        vintage,
        coalesce(year(publication_date), 0) as year,
        owners,
        string_split(class_evidence, '; ') as parts
    from {{ ref('models') }}
    where list_contains(definitions, 'notable_classed')
    qualify vintage = max(vintage) over ()
),

totals as (
    select
        periods.period,
        count(*) as n,
        periods.period in (
            select period from metrics where metric = 'model_team_share' and list_contains(caveats, 'still_filling')
        ) and periods.is_year as is_filling
    from models
    inner join {{ ref('int_periods') }} as periods on models.year between periods.first_year and periods.last_year
    group by periods.period, periods.is_year
),

-- An owner has the sector that the list of its model gives to its own name, or to all names.
owned as (
    select
        source,
        vintage,
        year,
        owner,
        coalesce(
            list_filter(named, lambda one: one.name = owner)[1].sector,
            if(length(list_distinct(list_transform(named, lambda one: one.sector))) = 1, named[1].sector, null)
        ) as sector
    from (
        select
            *,
            unnest(owners) as owner,
            list_transform(
                parts, lambda part: regexp_extract(part, '^(.*): ([a-z+]+) [(]', ['name', 'sector'])
            ) as named
        from models
    ) as evidence
),

makers as (
    select
        'organisation' as kind,
        'models' as measure,
        max(owned.owner) as key,
        periods.period,
        owned.source,
        owned.vintage,
        'count' as unit,
        count(*) as value,
        totals.n,
        count(*) as k,
        mode(owned.sector order by owned.sector) as sector,
        totals.is_filling
    from owned
    inner join {{ ref('int_periods') }} as periods on owned.year between periods.first_year and periods.last_year
    inner join totals on periods.period = totals.period
    group by lower(owned.owner), periods.period, owned.source, owned.vintage, totals.n, totals.is_filling
),

companies as (
    select *
    from {{ ref('company_papers') }}
    qualify sum(works) over (partition by company) >= 100
),

papers as (
    select
        'organisation' as kind,
        'papers_at_venues' as measure,
        company as key,
        venue,
        cast(year as varchar) as period,
        source,
        vintage,
        'share' as unit,
        value,
        ci_low,
        ci_high,
        n,
        works as k,
        'industry' as sector
    from companies
),

totals_of_papers as (
    select
        'organisation' as kind,
        'papers' as measure,
        company as key,
        'all' as period,
        source,
        max(vintage) as vintage,
        'count' as unit,
        sum(works) as value,
        sum(works) as k,
        'industry' as sector
    from companies
    group by company, source
),

every as (
    select * from estimates
    {%- for others in ['lacking', 'makers', 'papers', 'totals_of_papers'] %}
    union all by name
    select * from {{ others }}
    {%- endfor %}
),

known as (
    select
        every.* exclude (key),
        measures.* exclude (kind, measure),
        -- A name that two sources write in other capitals is one.
        first_value(every.key) over (
            partition by every.kind, lower(every.key) order by every.measure <> 'models', every.key
        ) as key,
        panel.affiliations,
        concat(
            case panel.affiliations when 'profile' then '*' when 'assigned' then '†' end,
            if(panel.has_other_tracks, '‡', '')
        ) as mark,
        case
            when panel.is_break is not true then null
            when panel.same_works > 0
                then format(
                    'Affiliations are {0} from here on and {1} before. Of the same {2:,} papers of {3}, {4:.1f}% have '
                    || 'an industry author with affiliations {0}, and {5:.1f}% with affiliations {1}.',
                    words.now, words.before, panel.same_works, panel.same_year,
                    100 * panel.same_any_industry / panel.same_works,
                    100 * panel.same_any_industry_before / panel.same_works
                )
            else concat_ws(
                ' ', format('Affiliations are {} from here on and {} before.', words.now, words.before),
                format(
                    'Of {:,} papers of other conferences that lists of both kinds have, {:.0f}% change their class.',
                    panel.works_in_both, 100 * panel.changed_class / panel.works_in_both
                )
            )
        end as break_note,
        every.value is not null and every.venue is null and every.is_region is not true
        and (measures.cases = 'k' or every.n >= 30) as is_ranked
    from every
    inner join {{ ref('entity_measure') }} as measures using (kind, measure)
    left join {{ ref('venue_panel') }} as panel
        on
            panel.source = 'lists'
            and panel.venue = if(every.kind = 'venue', every.key, every.venue)
            and cast(panel.year as varchar) = every.period
    cross join lateral (
        select
            {% for name, column in [('now', 'affiliations'), ('before', 'affiliations_before')] -%}
            case panel.{{ column }}
                when 'profile' then 'from profiles' when 'assigned' then 'assigned by others' else 'as printed'
            end as {{ name }} {{- ',' if not loop.last }}
            {% endfor %}
    ) as words
),

ranked as (
    select
        *,
        list(ci_low) over peers as lows,
        list(ci_high) over peers as highs,
        case when is_ranked then rank() over (peers order by value desc) end as rank,
        case when is_ranked then count(*) over peers end as ranked,
        row_number() over (
            partition by kind, key, measure
            order by
                value is null,
                period <> if(kind = 'organisation', 'all', '2023-latest'),
                period = 'all' desc,
                period desc,
                source,
                venue
        ) = 1 and value is not null as is_newest,
        bool_or(coalesce(if(cases = 'k', k, n) >= least_cases, false)) over entity
        and bool_or(value is not null) over entity as has_page,
        bool_or(has_venue_mix) over (partition by kind, measure) as is_mixed,
        mode(sector order by sector) over entity as entity_sector
    from known
    window
        peers as (partition by kind, measure, period, mark, is_ranked),
        entity as (partition by kind, key)
),

america as (
    select *
    from ranked
    where kind = 'country' and key = 'US'
)

select
    ranked.kind,
    ranked.key,
    coalesce(
        venues.name, countries.name, topics.title, if(ranked.kind = 'venue', upper(ranked.key), ranked.key)
    ) as name,
    ranked.measure,
    cast(ranked.position as integer) as position,
    ranked.title,
    ranked.question,
    ranked.metric,
    ranked.definition,
    ranked.team_class,
    ranked.source,
    ranked.vintage,
    ranked.venue,
    ranked.period,
    ranked.unit,
    cast(ranked.value as double) as value,
    ranked.ci_low,
    ranked.ci_high,
    cast(ranked.n as bigint) as n,
    cast(ranked.k as bigint) as k,
    ranked.rank,
    cast(ranked.ranked as bigint) as ranked,
    case when ranked.rank is not null and ranked.ci_low <= ranked.ci_high
        then 1 + length(list_filter(ranked.lows, lambda low: low > ranked.ci_high)) end as rank_first,
    case when ranked.rank is not null and ranked.ci_low <= ranked.ci_high
        then ranked.ranked - length(list_filter(ranked.highs, lambda high: high < ranked.ci_low)) end as rank_last,
    ranked.mark,
    nullif(concat_ws(
        ' ',
        ranked.lacks,
        if(ranked.value is null and ranked.lacks is null, 'Too few known cases.', null),
        ranked.break_note
    ), '') as note,
    case when ranked.is_newest then nullif(concat_ws(
        ' ',
        ranked.note,
        case ranked.key
            when 'Europe' then 'Europe: the European Union, Iceland, Liechtenstein, Norway, Switzerland and the United '
                || 'Kingdom.'
            when 'European Union' then 'The European Union here has its 27 members of today in every year.'
        end,
        if(topics.is_imprecise, 'Fewer than four in five of the checked tags of this topic were right.', null),
        if(ranked.is_mixed, mix.sentence, null),
        if(events.sentence is not null, upper(events.sentence[1]) || events.sentence[2:] || '.', null),
        replace(format(
            'Against the United States in this period: {:+.1f} percentage points ({:+.1f} to {:+.1f}); joint papers '
            || 'count for both countries.', 100 * gap.value, 100 * gap.ci_low, 100 * gap.ci_high
        ), '-', '−')
    ), '') end as about,
    ranked.entity_sector as sector,
    coalesce(ranked.is_filling, false) as is_filling,
    ranked.is_newest,
    ranked.has_page
from ranked
left join america
    on
        ranked.kind = 'country' and ranked.key <> 'US' and ranked.metric = 'paper_team_share'
        and (ranked.measure, ranked.period, ranked.source) = (america.measure, america.period, america.source)
cross join lateral (
    select
        unnest(difference_of_estimates(
            ranked.value, ranked.ci_low, ranked.ci_high, america.value, america.ci_low, america.ci_high, 0
        ))
) as gap
left join {{ ref('dim_venue') }} as venues on ranked.kind = 'venue' and ranked.key = venues.venue
left join {{ ref('dim_country') }} as countries on ranked.kind = 'country' and ranked.key = countries.country
left join {{ ref('dim_topic') }} as topics on ranked.kind = 'topic' and ranked.key = topics.topic
left join {{ ref('dim_caveat') }} as mix on mix.caveat = 'venue_mix'
left join (
    select source, string_agg(sentence, '; ' order by event_date) as sentence
    from {{ ref('dim_event') }} where event_date >= date '2011-01-01' group by source
) as events on ranked.source = events.source
