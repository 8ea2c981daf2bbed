-- It is assumed that each distinct string of a work is misread independently, as often as the labelled strings that
-- were sampled by mentions. A string without an organisation counts as naming none of them. Academic-only works are
-- those that name no other sector.
{{ config(materialized='ephemeral') }}

with labels as (
    select *
    from {{ ref('int_affiliations__evaluated') }}
    where label_set = 'own labels' and split = 'test' and stratum = 'mention'
),

readings as (
    select
        'any_industry_share' as metric,
        truth,
        predicted,
        contains(truth, 'industry') as is_named,
        contains(predicted, 'industry') as is_read
    from labels
    union all
    select
        'paper_team_share',
        truth,
        predicted,
        regexp_matches(truth, 'industry|other'),
        regexp_matches(predicted, 'industry|other')
    from labels
),

confusions as (
    select
        metric,
        struct_pack(
            hits := count(*) filter (where is_named and is_read),
            positives := count(*) filter (where is_named),
            rejections := count(*) filter (where not is_named and not is_read),
            negatives := count(*) filter (where not is_named),
            unknown := count(*) filter (where truth = 'unknown' and predicted = 'unknown'),
            classified_unknown := count(*) filter (where predicted = 'unknown')
        ) as confusion
    from readings
    group by metric
    having bool_or(is_named) and bool_or(not is_named)
),

papers as (
    select
        paper_key,
        count(distinct coalesce(affiliation, cast(string as varchar))) as strings,
        count(distinct coalesce(affiliation, cast(string as varchar))) filter (where has_industry) as industry_strings,
        count(distinct coalesce(affiliation, cast(string as varchar)))
            filter (where has_industry or has_other) as other_strings
    from {{ ref('int_mentions') }}
    group by paper_key
),

works as (
    select
        confusions.metric,
        periods.definition || '_adjusted' as definition,
        periods.source,
        periods.vintage,
        periods.venue,
        periods.period,
        periods.period_start,
        periods.period_end,
        if(confusions.metric = 'any_industry_share', industry_strings, other_strings) as named,
        strings - named as unnamed,
        count(*) as works,
        count(*) filter (where periods.team_class = 'unknown') as unknown_works
    from {{ ref('int_papers__periods') }} as periods
    left join papers on periods.paper_key = papers.paper_key
    cross join confusions
    where periods.definition = 'accepted'
    group by all
),

counts as (
    select
        * exclude (named, unnamed, works, unknown_works),
        coalesce(sum(works) filter (where named is not null), 0) as n,
        coalesce(sum(works) filter (where named is null), 0) as n_unknown,
        cast(sum(unknown_works) filter (where named is not null) as bigint) as unknown_works,
        list(struct_pack(named := named, unnamed := unnamed, works := works) order by named, unnamed)
            filter (where named is not null) as kinds
    from works
    group by all
),

shares as (
    select
        counts.*,
        adjusted_share(kinds, unknown_works, confusion, {{ bootstrap_seed() }}) as share
    from counts
    inner join confusions using (metric)
    where n >= {{ smallest_n() }}
)

select
    * exclude (kinds, unknown_works, share),
    if(metric = 'paper_team_share', 'academic_only', null) as team_class,
    if(metric = 'paper_team_share', 1 - share.value, share.value) as value,
    if(metric = 'paper_team_share', 1 - share.ci_high, share.ci_low) as ci_low,
    if(metric = 'paper_team_share', 1 - share.ci_low, share.ci_high) as ci_high,
    'share' as unit,
    {{ seeded('posterior_percentile') }} as ci_method
from shares
