-- The publisher names one sponsor. Models of unknown sponsor are in n_unknown.
with members as (
    select
        periods.*,
        lower(models.compute_sponsor_categorization) as label,
        coalesce(label in (select sector_label.label from {{ ref('sector_label') }} as sector_label), false) as is_known
    from {{ ref('int_models__periods') }} as periods
    inner join {{ ref('int_models') }} as models on periods.model_id = models.model_id
    where
        periods.definition in ('notable', 'notable_classed')
        and periods.team_class in ('academic_only', 'academia_industry')
        and models.has_compute_sponsor
),

sponsors as (
    select distinct members.source, members.vintage, labels.sector
    from members
    inner join {{ ref('sector_label') }} as labels on members.label = labels.label
),

cells as (
    select
        members.definition, members.source, members.vintage, members.period, members.period_start,
        members.period_end, members.team_class, sponsors.sector, members.main_owner,
        count(*) filter (where members.is_known) as n,
        count(labels.label) as k,
        count(*) filter (where not members.is_known) as n_unknown
    from members
    inner join sponsors using (source, vintage)
    left join {{ ref('sector_label') }} as labels on members.label = labels.label and sponsors.sector = labels.sector
    group by all
)

{{ shares_of_models() }}
