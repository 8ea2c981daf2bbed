{% set place = 'definition, source, vintage, venue, period, period_start, period_end' %}
{#
Suffixes of the definition by origin of the models: all sectors together; each sector; all sectors, for
models with open weights; for models whose name means more than an architecture; for models named in the title.
#}
{% set rules = [
    ('', "origin", 'true'),
    ('_open_weights', "origin", "openness = 'open_weights'"),
    ('_no_architectures', "origin", 'not is_architecture'),
    ('_any_origin', "'academia'", 'has_academia'),
    ('_any_origin', "'industry'", 'has_industry'),
    ('_any_origin', "'other'", 'has_other'),
    ('_titles', "origin", 'true')
] %}
{# Every work with a title is known to name a model in its title or not. #}
{% set n = "case kinds.suffix when '_titles' then totals.titles else totals.n end" %}

-- All teams together need no class.
with totals as (
    select
        {{ place }},
        team_class,
        count(*) filter (where has_abstract) as n,
        count(*) filter (where has_accelerator) as accelerators,
        count(*) filter (where not has_abstract) as n_unknown,
        count(*) filter (where has_title) as titles
    from {{ ref('int_adoption_members') }}
    group by grouping sets (({{ place }}, team_class), ({{ place }}))
    having team_class is distinct from 'unknown'
),

named as (
    {% for suffix, origin, condition in rules -%}
    select mentions.paper_key, '{{ suffix }}' as suffix, {{ origin }} as sector
    from {{ ref('int_papers__pretrained') }} as mentions
    inner join {{ ref('int_pretrained_models') }} as models on mentions.model = models.model
    where searched = '{{ 'title' if suffix == '_titles' else 'abstract' }}' and {{ condition }}
    union all
    {% endfor -%}
    select paper_key, case searched when 'title' then '_titles' else '' end, null
    from {{ ref('int_papers__pretrained') }}
),

naming as (
    select distinct paper_key, suffix, sector
    from named
),

kinds as (
    {% for suffix, sectors in [
        ('', ['academia', 'industry', 'academia+industry', 'other']),
        ('_open_weights', ['academia', 'industry', 'academia+industry', 'other']),
        ('_no_architectures', ['academia', 'industry', 'academia+industry', 'other']),
        ('_any_origin', ['academia', 'industry', 'other']),
        ('_titles', ['academia', 'industry', 'academia+industry', 'other'])
    ] -%}
    {% for sector in sectors -%}
    select '{{ suffix }}' as suffix, '{{ sector }}' as sector
    union all
    {% endfor -%}
    {% endfor -%}
    select '', null
    union all
    select '_titles', null
),

counts as (
    select {{ place }}, team_class, suffix, sector, count(*) as k
    from {{ ref('int_adoption_members') }}
    inner join naming using (paper_key)
    group by grouping sets (({{ place }}, suffix, sector, team_class), ({{ place }}, suffix, sector))
    having team_class is distinct from 'unknown'
)

select
    'pretrained_adoption' as metric,
    totals.definition || kinds.suffix as definition,
    {% for column in place.split(', ')[1:] -%}
    totals.{{ column }},
    {% endfor -%}
    totals.team_class,
    kinds.sector,
    {{ n }} as n,
    coalesce(counts.k, 0) as k,
    case kinds.suffix when '_titles' then 0 else totals.n_unknown end as n_unknown
from totals
-- Variants exist only for the main population with all venues, but for titles.
inner join kinds
    on
        kinds.suffix = ''
        or (totals.definition = 'accepted' and (totals.venue is null or kinds.suffix = '_titles'))
left join counts
    on {{ same_cell('kinds', 'counts', 'suffix, sector') }} and {{ same_cell('totals', 'counts', place ~ ', team_class') }}
where {{ n }} > 0
union all
select 'accelerator_mention_share', {{ place }}, team_class, null, n, accelerators, n_unknown
from totals
where n > 0
union all
select 'abstract_coverage', {{ place }}, null, null, n + n_unknown, n, 0
from totals
where team_class is null and definition = 'accepted'
