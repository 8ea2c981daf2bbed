{% set sectors = ['academia', 'industry', 'other'] %}

with weighted as (
    select
        features.affiliation_id,
        features.feature,
        {% for sector in sectors -%} weights.{{ sector }} {{- ',' if not loop.last }} {% endfor %}
    from {{ ref('int_affiliations__open_features') }} as features
    inner join {{ ref('learned_weight') }} as weights on features.feature = weights.feature
    where {{ var('learned_affiliations') }}
),

-- The odds of each sector against no sector.
odds as (
    select
        affiliation_id,
        {% for sector in sectors -%}
        exp(sum({{ sector }} order by feature)) as {{ sector }} {{- ',' if not loop.last }}
        {% endfor %}
    from weighted
    group by affiliation_id
),

likely as (
    {% for sector in sectors -%}
    select affiliation_id, '{{ sector }}' as sector, {{ sector }} / (1 + {{ sectors | join(' + ') }}) as probability
    from odds
    where {{ sector }} = greatest({{ sectors | join(', ') }})
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- Below the least probability of its sector, a string stays unknown.
graded as (
    select
        likely.affiliation_id,
        likely.sector,
        confidences.confidence,
        row_number() over (
            partition by likely.affiliation_id order by confidences.least_probability desc, likely.sector
        ) as choice
    from likely
    inner join {{ ref('learned_confidence') }} as confidences
        on likely.sector = confidences.sector and likely.probability >= confidences.least_probability
),

-- The evidence is the three features with the most weight.
reasons as (
    select
        weighted.affiliation_id,
        weighted.feature,
        row_number() over (
            partition by weighted.affiliation_id
            order by
                case graded.sector
                    when 'academia' then weighted.academia when 'industry' then weighted.industry else weighted.other
                end desc,
                weighted.feature
        ) as place
    from weighted
    inner join graded on weighted.affiliation_id = graded.affiliation_id and graded.choice = 1
    where weighted.feature != 'any piece'
),

evidence as (
    select affiliation_id, string_agg(feature, ', ' order by place) as features
    from reasons
    where place <= 3
    group by affiliation_id
)

select
    strings.affiliation,
    graded.sector,
    'learned:' || evidence.features as evidence,
    graded.confidence
from graded
inner join evidence on graded.affiliation_id = evidence.affiliation_id
inner join {{ ref('int_affiliations__strings') }} as strings on graded.affiliation_id = strings.affiliation_id
where graded.choice = 1
