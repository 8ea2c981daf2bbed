-- Each distinct affiliation string, classified once.
with strings as (
    select
        affiliation,
        count(*) as mentions,
        ' ' || {{ replace_all(fold('affiliation'), '[^a-z0-9&]+', ' ') }} || ' ' as normalised
    from {{ ref('int_papers__affiliations') }}
    group by affiliation
)

select
    affiliation,
    mentions,
    normalised,
    {{ matches('normalised', academia_pattern()) }} as has_academia,
    {{ matches('normalised', industry_pattern()) }} as has_industry,
    {{ matches('normalised', research_pattern()) }} as has_other
from strings
