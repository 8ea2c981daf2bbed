with labels as (
    select * from {{ ref('int_pretrained_labels') }}
),

cases as (
    select
        'precision' as measure,
        'random draw' as scope,
        is_mention as is_case
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
    select
        uses.measure,
        'true mentions of the random draw',
        labels.use = uses.measure
    from labels
    cross join (
        select unnest(['use', 'evaluate', 'baseline', 'discuss', 'introduce', 'architecture']) as measure
    ) as uses
    where labels.kind = 'mention' and labels.is_found and labels.draw = 'random' and labels.is_mention
    union all
    select
        'recall',
        'names of the list, in works read in full',
        is_found
    from labels
    where kind = 'reading' and is_listed
    union all
    select
        'recall',
        'any pre-trained model, in works read in full',
        is_found
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
),

shares as (
    select
        *,
        share_of_counts(k, n, 0) as share
    from counts
)

select
    measure,
    scope,
    n,
    k,
    share.value,
    share.ci_low,
    share.ci_high
from shares
