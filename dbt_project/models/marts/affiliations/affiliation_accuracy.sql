with evaluated as (
    select * from {{ ref('int_affiliations__evaluated') }}
    where stratum = 'mention'
    union all
    select * replace (null as stratum) from {{ ref('int_affiliations__evaluated') }}
),

classes as (
    select dictionary, label_set, split, stratum, unnest([
        struct_pack(class := 'academia', is_true := is_academia, is_answer := predicted_academia),
        struct_pack(class := 'industry', is_true := is_industry, is_answer := predicted_industry),
        struct_pack(class := 'other research', is_true := is_other, is_answer := predicted_other),
        struct_pack(class := 'unknown', is_true := is_unknown, is_answer := predicted_unknown)
    ], recursive := true)
    from evaluated
),

cases as (
    select dictionary, label_set, split, stratum, 'exact set' as measure, cast(null as varchar) as class, predicted = truth as is_case
    from evaluated
    union all
    select dictionary, label_set, split, stratum, 'several sectors exact', null, predicted = truth
    from evaluated
    where contains(truth, '+')
    union all
    select dictionary, label_set, split, stratum, 'abstention', null, predicted_unknown
    from evaluated
    union all
    select dictionary, label_set, split, stratum, measures.measure, class, is_true and is_answer
    from classes
    inner join (values ('precision'), ('recall'), ('F1')) as measures (measure)
        on (is_answer and measures.measure <> 'recall') or (is_true and measures.measure <> 'precision')
),

counts as (
    select * exclude (is_case), count(*) filter (where is_case) as k, count(*) as n
    from cases
    group by all
),

shares as (
    select *, share_of_counts(k, n, 0) as share
    from counts
)

select
    dictionary,
    label_set,
    split,
    stratum,
    measure,
    class,
    case when measure = 'F1' then 2 * k else k end as k,
    case when measure = 'F1' then n + k else n end as n,
    -- F1 is twice the hits among labels and answers. With the share J of their union that is a hit, it is 2J / (1 + J).
    case when measure = 'F1' then 2 * share.value / (1 + share.value) else share.value end as value,
    case when measure = 'F1' then 2 * share.ci_low / (1 + share.ci_low) else share.ci_low end as ci_low,
    case when measure = 'F1' then 2 * share.ci_high / (1 + share.ci_high) else share.ci_high end as ci_high
from shares
