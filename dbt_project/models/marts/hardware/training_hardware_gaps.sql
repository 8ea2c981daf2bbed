select
    definition, source, vintage,
    (select max(vintage) from {{ ref('stg_hardware__hardware') }}) as hardware_vintage,
    period, n_industry_only, n_academic_only,
    industry_only as flop_per_second_industry_only,
    academic_only as flop_per_second_academic_only,
    not is_shown as suppressed
from {{ ref('int_training_hardware_gap') }}
