-- It is assumed that each distinct string of a work is misread independently, as often as the labelled
-- strings that were sampled by mentions. A string without an organisation counts as naming none of them.
{% set cell = 'definition, source, vintage, venue, period, period_start, period_end' %}
-- The classes of a string by its labels, and by the dictionary.
{% set targets = {
    'any_industry_share': ('is_industry', 'predicted_industry', 'has_industry'),
    'paper_team_share': ('is_industry or is_other', 'predicted_industry or predicted_other', 'has_industry or has_other'),
} %}

with confusion as (
    {% for metric, (truth, predicted, _) in targets.items() -%}
    select
        '{{ metric }}' as metric,
        count(*) filter (where ({{ truth }}) and ({{ predicted }})) as hits,
        count(*) filter (where {{ truth }}) as positives,
        count(*) filter (where not ({{ truth }}) and not ({{ predicted }})) as rejections,
        count(*) filter (where not ({{ truth }})) as negatives,
        count(*) filter (where is_unknown and predicted_unknown) as unknown_hits,
        count(*) filter (where predicted_unknown) as unknown_predicted
    from {{ ref('int_affiliations__evaluated') }}
    where label_set = 'own labels' and split = 'test' and stratum = 'mention'
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

strings as (
    select distinct mentions.paper_key, mentions.affiliation
    from {{ ref('int_papers__affiliations') }} as mentions
),

papers as (
    select
        strings.paper_key,
        {% for metric, (_, _, names) in targets.items() -%}
        count(*) filter (where {{ names }}) as named_{{ metric }},
        {% endfor -%}
        count(*) as strings
    from strings
    inner join {{ ref('int_affiliations') }} as affiliations on strings.affiliation = affiliations.affiliation
    group by strings.paper_key
),

members as (
    select
        periods.*,
        {% for metric in targets -%}
        papers.named_{{ metric }},
        {% endfor -%}
        papers.strings,
        periods.team_class = 'unknown' as is_unknown
    from {{ ref('int_papers__periods') }} as periods
    left join papers on periods.paper_key = papers.paper_key
    where periods.definition = 'accepted'
),

works as (
    {% for metric in targets -%}
    select
        {{ cell }},
        '{{ metric }}' as metric,
        named_{{ metric }} as named,
        strings - named_{{ metric }} as unnamed,
        count(*) as works,
        count(*) filter (where is_unknown) as unknown_works
    from members
    group by {{ cell }}, named_{{ metric }}, strings
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

cells as (
    select
        {{ cell }},
        metric,
        cast(coalesce(sum(works) filter (where named is not null), 0) as bigint) as n,
        cast(coalesce(sum(works) filter (where named is null), 0) as bigint) as n_unknown,
        cast(coalesce(sum(unknown_works) filter (where named is not null), 0) as bigint) as unknown_works,
        list(named order by named, unnamed) filter (where named is not null) as named_each,
        list(unnamed order by named, unnamed) filter (where named is not null) as unnamed_each,
        list(works order by named, unnamed) filter (where named is not null) as works_each
    from works
    group by {{ cell }}, metric
),

adjusted as (
    select
        cells.*,
        adjusted_share(
            cells.named_each,
            cells.unnamed_each,
            cells.works_each,
            cells.unknown_works,
            [
                confusion.hits, confusion.positives, confusion.rejections, confusion.negatives,
                confusion.unknown_hits, confusion.unknown_predicted
            ],
            {{ bootstrap_seed() }}
        ) as share
    from cells
    inner join confusion on cells.metric = confusion.metric
    where cells.n >= {{ smallest_n() }} and confusion.positives > 0 and confusion.negatives > 0
)

select
    metric,
    definition || '_adjusted' as definition,
    source,
    vintage,
    venue,
    period,
    period_start,
    period_end,
    n,
    n_unknown,
    -- Academic-only works are those that name no other sector.
    case when metric = 'paper_team_share' then 'academic_only' end as team_class,
    case when metric = 'paper_team_share' then 1 - share[1] else share[1] end
        as value,
    case when metric = 'paper_team_share' then 1 - share[3] else share[2] end
        as ci_low,
    case when metric = 'paper_team_share' then 1 - share[2] else share[3] end
        as ci_high
from adjusted
