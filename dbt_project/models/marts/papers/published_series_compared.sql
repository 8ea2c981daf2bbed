-- Shares by year that others published of NeurIPS, ICML and ICLR together, and ours of the same conferences, as far as
-- they have lists. Theirs have two classes of institutions. Public and nonprofit research is of one or of the other,
-- which is not known, so both readings stand beside our own classes.
with works as (
    select *
    from {{ ref('papers') }}
    where
        source = 'lists' and is_latest and is_counted and team_class <> 'unknown'
        and venue in ('neurips', 'icml', 'iclr')
        and list_contains(definitions, 'accepted')
),

ours as (
    select
        year,
        list_sort(list(distinct venue)) as venues,
        count(*) as n,
        count_if(team_class = 'academia_industry')
        / count(team_class = 'academia_industry') as mixed_papers,
        count_if(has_industry and (has_academia or has_other))
        / count(has_industry and (has_academia or has_other)) as mixed_public_academic,
        count_if(has_academia and (has_industry or has_other))
        / count(has_academia and (has_industry or has_other)) as mixed_public_industry,
        sum(industry_authors order by paper_id)
        / sum(industry_authors + academia_authors order by paper_id) as industry_of_pairs,
        sum(industry_authors order by paper_id)
        / sum(industry_authors + academia_authors + other_authors order by paper_id) as pairs_public_academic,
        sum(industry_authors + other_authors order by paper_id)
        / sum(industry_authors + academia_authors + other_authors order by paper_id) as pairs_public_industry,
        count_if(contains(country_codes, '+'))
        / count(contains(country_codes, '+')) as several_countries
    from works
    group by year
)

select
    published.series,
    published.year,
    published.value as published_value,
    cast(published.n as bigint) as published_n,
    ours.venues,
    ours.n,
    case published.series
        when 'mixed_papers' then ours.mixed_papers
        when 'industry_of_pairs' then ours.industry_of_pairs
        else ours.several_countries
    end as value,
    case published.series
        when 'mixed_papers' then ours.mixed_public_academic
        when 'industry_of_pairs' then ours.pairs_public_academic
    end as public_is_academic,
    case published.series
        when 'mixed_papers' then ours.mixed_public_industry
        when 'industry_of_pairs' then ours.pairs_public_industry
    end as public_is_industry
from {{ ref('published_series') }} as published
left join ours on published.year = ours.year
