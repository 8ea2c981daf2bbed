-- The weight of an unknown work is unknown too, so no bounds can be computed.
with works as (
    select
        periods.definition || windows.suffix as definition,
        periods.source, periods.vintage, periods.venue, periods.period, periods.period_start, periods.period_end,
        periods.team_class as of_class,
        case windows.suffix when '' then papers.citations else papers.citations_window3 end as weight,
        periods.team_class <> 'unknown' and weight is not null as is_known,
        count(*) as works
    from {{ ref('int_papers__periods') }} as periods
    inner join {{ ref('int_papers') }} as papers on periods.paper_key = papers.paper_key
    cross join (values (''), ('_window3')) as windows (suffix)
    where periods.is_year and periods.definition in ('accepted', 'complete_teams')
    group by all
),

shares as (
    select
        definition, source, vintage, venue, period, period_start, period_end, team_class,
        coalesce(sum(works) filter (where is_known), 0) as n,
        coalesce(sum(works) filter (where not is_known), 0) as n_unknown,
        sum(weight) filter (where is_known) as citations,
        list(struct_pack(part := if(of_class = team_class, weight, 0), weight := weight, works := works) order by weight, of_class)
            filter (where is_known) as kinds
    from works
    cross join (select unnest({{ known_team_classes() }}) as team_class) as classes
    group by all
)

select
    * exclude (citations, kinds),
    unnest(weighted_share(kinds)),
    'share' as unit,
    'wilson_weighted' as ci_method
from shares
where citations > 0
