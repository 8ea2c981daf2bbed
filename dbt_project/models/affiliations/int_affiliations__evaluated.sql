-- Government, nonprofit and all other sectors are one class.
with registered as (
    select count(*) > 0 as has_ror from {{ ref('int_organisation_names__ror') }}
),

flags as (
    select
        case when registered.has_ror then 'with ROR' else 'without ROR' end as dictionary,
        labels.label_set,
        labels.split,
        labels.stratum,
        labels.affiliation,
        answers.evidence_kind,
        contains(lower(labels.sectors), 'academia') as is_academia,
        contains(lower(labels.sectors), 'industry') as is_industry,
        regexp_replace(lower(labels.sectors), 'academia|industry|unknown|[+ ]', '', 'g') <> '' as is_other,
        answers.has_academia as predicted_academia,
        answers.has_industry as predicted_industry,
        answers.has_other as predicted_other
    from {{ ref('int_affiliations__labels') }} as labels
    inner join {{ ref('int_affiliations') }} as answers on labels.affiliation = answers.affiliation
    cross join registered
),

texts as (
    select
        *,
        concat_ws(
            '+',
            if(is_academia, 'academia', null), if(is_industry, 'industry', null), if(is_other, 'other research', null)
        ) as truth,
        concat_ws(
            '+',
            if(predicted_academia, 'academia', null),
            if(predicted_industry, 'industry', null),
            if(predicted_other, 'other research', null)
        ) as predicted
    from flags
)

select
    * replace (coalesce(nullif(truth, ''), 'unknown') as truth, coalesce(nullif(predicted, ''), 'unknown') as predicted),
    truth = '' as is_unknown,
    predicted = '' as predicted_unknown
from texts
