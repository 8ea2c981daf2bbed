with ten_largest as (
    select *
    from {{ ref('int_models__periods') }}
    where is_year and definition in ('notable_compute_known', 'from_scratch_compute_known')
    qualify row_number() over (
        partition by definition, source, vintage, period
        order by training_compute_flop desc, publication_date, model, model_id
    ) <= 10
),

cells as (
    {% for condition, suffix in [("team_class = 'industry_only'", ''), ('has_industry', '_any_industry')] %}
    select
        definition || '{{ suffix }}' as definition,
        source,
        vintage,
        period,
        period_start,
        period_end,
        main_owner,
        count(*) filter (where team_class <> 'unknown') as n,
        count(*) filter (where {{ condition }}) as k,
        count(*) filter (where team_class = 'unknown') as n_unknown
    from ten_largest
    group by all
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

{{ shares_of_models() }}
