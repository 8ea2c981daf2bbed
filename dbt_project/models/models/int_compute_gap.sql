with members as (
    select *, training_compute_flop as amount
    from {{ ref('int_models__periods') }}
    where is_year and definition in (
        'notable_compute_known', 'all_models_compute_known', 'notable_compute_known_classed', 'from_scratch_compute_known'
    )
),

{{ gaps_between_teams() }}
