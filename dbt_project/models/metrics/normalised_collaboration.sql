-- An author in both sectors counts one half.
with works as (
    select
        definition, source, vintage, venue, period, period_start, period_end,
        academic_or_industry_slots as authors,
        academic_slots as academic,
        -- Authors of unknown sector could complete the work to a team of two.
        authors is null or (authors < 2 and authors + unknown_slots >= 2) as is_unknown,
        count(*) as works
    from {{ ref('int_papers__periods') }}
    inner join (
        select paper_key, academic_or_industry_slots, academic_slots, unknown_slots
        from {{ ref('int_papers') }}
    ) as teams using (paper_key)
    where is_year and definition in ('accepted', 'complete_teams')
    group by all
),

teams as (
    select
        definition, source, vintage, venue, period, period_start, period_end,
        sum(works) filter (where authors >= 2) as n,
        coalesce(sum(works) filter (where is_unknown), 0) as n_unknown,
        list(struct_pack(authors := authors, academic := academic, works := works) order by authors, academic)
            filter (where authors >= 2) as teams
    from works
    group by all
),

estimates as (
    select * exclude (teams), unnest(collaboration(teams))
    from teams
)

select * exclude (observed, expected), observed as k, 'index' as unit, 'linearised_root_t' as ci_method
from estimates
-- If fewer mixed teams are expected, the index is unreliable.
where expected >= {{ smallest_n() }}
