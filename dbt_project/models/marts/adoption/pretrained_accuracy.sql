with labels as (
    select * from {{ ref('int_pretrained_labels') }}
),

cases as (
    select 'precision' as measure, 'random draw' as scope, is_mention as is_case
    from labels
    where kind = 'mention' and is_found and draw = 'random'
    union all
    select
        'precision',
        case
            when context = '' then 'names that count alone'
            when context = 'pretraining' then 'names of architectures'
            else 'names that need a word beside them'
        end,
        is_mention
    from labels
    where kind = 'mention' and is_found
    union all
    {% for use in ['use', 'evaluate', 'baseline', 'discuss', 'introduce', 'architecture'] -%}
    select '{{ use }}', 'true mentions of the random draw', use = '{{ use }}'
    from labels
    where kind = 'mention' and is_found and draw = 'random' and is_mention
    union all
    {% endfor -%}
    select 'recall', 'names of the list, in works read in full', is_found
    from labels
    where kind = 'reading' and is_listed
    union all
    select 'recall', 'any pre-trained model, in works read in full', is_found
    from labels
    where kind = 'reading'
),

counts as (
    select
        measure,
        scope,
        count(*) as n,
        count(*) filter (where is_case) as k
    from cases
    group by measure, scope
)

select
    measure,
    scope,
    n,
    k,
    k * 1.0 / n as value,
    {{ wilson('k', 'n', -1) }} as ci_low,
    {{ wilson('k', 'n', 1) }} as ci_high
from counts
