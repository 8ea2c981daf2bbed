-- n_unknown counts the papers of the field without a known class, most of them on no list.
with papers as (
    select spans.period, sum(editions.accepted) as papers, max(works.vintage) as vintage
    from {{ ref('int_field_spans') }} as spans
    inner join {{ ref('int_field_editions') }} as editions on editions.year between spans.first_year and spans.last_year
    cross join (select max(vintage) as vintage from {{ ref('int_field_works') }}) as works
    group by all
),

-- Papers without a known class in editions whose lists know most classes. Lists without affiliations say nothing.
listed as (
    select venue, year, count(*) as works, count(*) filter (is_unknown) as unknown
    from (
        select venue, year, work_id, bool_and(team_class = 'unknown') as is_unknown
        from {{ ref('int_field_works') }}
        group by all
    ) as works
    group by venue, year
    having works >= 2 * unknown
),

unknown as (
    select spans.period, least(sum(listed.unknown) / any_value(papers.papers), 1) as part
    from listed
    inner join {{ ref('int_field_spans') }} as spans on listed.year between spans.first_year and spans.last_year
    inner join papers on spans.period = papers.period
    group by spans.period
),

shares as (
    select metric, team_class, unnest(shares, recursive := true)
    from {{ ref('int_field_estimates') }}
)

select
    shares.metric,
    'accepted_field' as definition,
    'lists' as source,
    papers.vintage, shares.period, spans.period_start, spans.period_end,
    shares.team_class,
    cast(shares.n as bigint) as n,
    cast(greatest(papers.papers - shares.n, 0) as bigint) as n_unknown,
    shares.value,
    shares.ci_low,
    shares.ci_high,
    -- The model takes them to be like the others. All outside the class, or all inside it:
    shares.value * (1 - coalesce(unknown.part, 0)) as bound_low,
    shares.value * (1 - coalesce(unknown.part, 0)) + coalesce(unknown.part, 0) as bound_high,
    'share' as unit,
    'field_predictive' as ci_method
from shares
inner join {{ ref('int_field_spans') }} as spans on shares.period = spans.period
inner join papers on shares.period = papers.period
left join unknown on shares.period = unknown.period
where shares.value is not null
