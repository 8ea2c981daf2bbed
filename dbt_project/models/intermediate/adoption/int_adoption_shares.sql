{% set place = 'definition, source, vintage, venue, period, period_start, period_end' %}
{#
Suffixes of the definition by origin of the models: all sectors together; each sector; all sectors, for
models with open weights; for models whose name means more than an architecture.
#}
{% set rules = [
    ('', "origin", 'true'),
    ('_open_weights', "origin", "openness = 'open_weights'"),
    ('_no_architectures', "origin", 'not is_architecture'),
    ('_any_origin', "'academia'", 'has_academia'),
    ('_any_origin', "'industry'", 'has_industry'),
    ('_any_origin', "'other'", 'has_other')
] %}

with members as (
    select * from {{ ref('int_adoption_members') }}
),

teams as (
    select * from members
    where team_class <> 'unknown'
    union all
    -- The rows of all teams together also count works of unknown class.
    select {{ place }}, paper_id, null, has_accelerator, has_abstract
    from members
),

totals as (
    select
        {{ place }},
        team_class,
        count(*) filter (where has_abstract) as n,
        count(*) filter (where has_accelerator) as accelerators,
        count(*) filter (where not has_abstract) as n_unknown
    from teams
    group by {{ place }}, team_class
),

named as (
    {% for suffix, origin, condition in rules -%}
    select mentions.paper_id, '{{ suffix }}' as suffix, {{ origin }} as sector
    from {{ ref('int_papers__pretrained') }} as mentions
    inner join {{ ref('int_pretrained_models') }} as models on mentions.model = models.model
    where {{ condition }}
    union all
    {% endfor -%}
    select paper_id, '', null
    from {{ ref('int_papers__pretrained') }}
),

naming as (
    select distinct paper_id, suffix, sector
    from named
),

kinds as (
    {% for suffix, sectors in [
        ('', ['academia', 'industry', 'academia+industry', 'other']),
        ('_open_weights', ['academia', 'industry', 'academia+industry', 'other']),
        ('_no_architectures', ['academia', 'industry', 'academia+industry', 'other']),
        ('_any_origin', ['academia', 'industry', 'other'])
    ] -%}
    {% for sector in sectors -%}
    select '{{ suffix }}' as suffix, '{{ sector }}' as sector
    union all
    {% endfor -%}
    {% endfor -%}
    select '', null
),

counts as (
    select
        {% for column in place.split(', ') -%}
        teams.{{ column }},
        {% endfor -%}
        teams.team_class,
        naming.suffix,
        naming.sector,
        count(*) as k
    from teams
    inner join naming on teams.paper_id = naming.paper_id
    group by all
)

select
    'pretrained_adoption' as metric,
    totals.definition || kinds.suffix as definition,
    {% for column in place.split(', ')[1:] -%}
    totals.{{ column }},
    {% endfor -%}
    totals.team_class,
    kinds.sector,
    totals.n,
    coalesce(counts.k, 0) as k,
    totals.n_unknown
from totals
-- Variants exist only for the main population with all venues.
inner join kinds on kinds.suffix = '' or (totals.definition = 'accepted' and totals.venue is null)
left join counts
    on
        kinds.suffix = counts.suffix
        and kinds.sector is not distinct from counts.sector
        {% for column in place.split(', ') + ['team_class'] -%}
        and totals.{{ column }} is not distinct from counts.{{ column }}
        {% endfor %}
where totals.n > 0
union all
select 'accelerator_mention_share', {{ place }}, team_class, null, n, accelerators, n_unknown
from totals
where n > 0
union all
select 'abstract_coverage', {{ place }}, null, null, n + n_unknown, n, 0
from totals
where team_class is null and definition = 'accepted'
