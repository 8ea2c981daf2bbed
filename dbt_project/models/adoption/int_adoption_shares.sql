-- Suffixes of the definition by origin of the models: all sectors together, or any origin; each sector; models with
-- open weights; models whose name means more than an architecture; models named in the title.
with outcomes as (
    select
        variants.suffix,
        unnest(variants.sectors) as sector
    from (
        values
        ('', ['academia', 'industry', 'academia+industry', 'other', null]),
        ('_titles', ['academia', 'industry', 'academia+industry', 'other', null]),
        ('_open_weights', ['academia', 'industry', 'academia+industry', 'other']),
        ('_no_architectures', ['academia', 'industry', 'academia+industry', 'other']),
        ('_any_origin', ['academia', 'industry', 'other'])
    ) as variants (suffix, sectors)
),

naming as (
    select distinct
        mentions.paper_key,
        outcomes.suffix,
        outcomes.sector
    from {{ ref('int_papers__pretrained') }} as mentions
    inner join {{ ref('int_pretrained_models') }} as models on mentions.model = models.model
    inner join outcomes
        on
            mentions.searched = if(outcomes.suffix = '_titles', 'title', 'abstract')
            and case outcomes.suffix
                when '_open_weights' then models.origin = outcomes.sector and models.openness = 'open_weights'
                when '_no_architectures' then models.origin = outcomes.sector and not models.is_architecture
                when '_any_origin' then case outcomes.sector
                    when 'academia' then models.has_academia
                    when 'industry' then models.has_industry
                    else models.has_other
                end
                else outcomes.sector is null or models.origin = outcomes.sector
            end
),

-- All teams together need no class.
members as (
    select * from {{ ref('int_adoption_members') }} where team_class <> 'unknown'
    union all
    select * replace (null as team_class) from {{ ref('int_adoption_members') }}
),

totals as (
    select
        * exclude (paper_key, has_abstract, has_title),
        count(*) filter (where has_abstract) as abstracts,
        count(*) filter (where not has_abstract) as without_abstract,
        count(*) filter (where has_title) as titles
    from members
    group by all
),

-- Every work with a title is known to name a model in its title or not. Variants exist only for the main population
-- with all venues, but for titles and open weights.
counts as (
    select
        totals.* exclude (abstracts, without_abstract, titles),
        outcomes.*,
        if(suffix = '_titles', titles, abstracts) as n,
        0 as k,
        if(suffix = '_titles', 0, without_abstract) as n_unknown
    from totals
    inner join outcomes
        on
            suffix = ''
            or (definition = 'accepted' and (venue is null or suffix in ('_titles', '_open_weights')))
    union all
    select
        members.* exclude (paper_key, has_abstract, has_title),
        naming.suffix,
        naming.sector,
        0,
        count(*),
        0
    from members
    inner join naming on members.paper_key = naming.paper_key
    group by all
)

select
    * exclude (suffix, n, k, n_unknown) replace (definition || suffix as definition),
    sum(n) as n,
    sum(k) as k,
    sum(n_unknown) as n_unknown
from counts
group by all
having sum(n) > 0
