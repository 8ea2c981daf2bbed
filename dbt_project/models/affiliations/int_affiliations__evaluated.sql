-- The run's own dictionary answers and, if it has ROR, also the bundled dictionary alone. Government,
-- nonprofit and all other sectors are one class.
{% set classes = {'academia': 'academia', 'industry': 'industry', 'other': 'other research'} %}

with registered as (
    select count(*) > 0 as has_ror from {{ ref('int_organisation_names__ror') }}
),

readings as (
    select
        true as is_of_run,
        case when has_ror then 'with ROR' else 'without ROR' end as dictionary,
        affiliation,
        has_academia,
        has_industry,
        has_other,
        evidence_kind
    from {{ ref('int_affiliations') }}
    cross join registered
    union all
    select
        false,
        'without ROR',
        affiliation,
        has_academia,
        has_industry,
        has_other,
        evidence_kind
    from {{ ref('int_affiliations__bundled_dictionary') }}
    cross join registered
    where has_ror
),

flags as (
    select
        answers.dictionary,
        answers.is_of_run,
        labels.label_set,
        labels.split,
        labels.stratum,
        labels.affiliation,
        answers.evidence_kind,
        {% for class in ['academia', 'industry'] -%}
        {{ contains('lower(labels.sectors)', "'" ~ class ~ "'") }} as is_{{ class }},
        {% endfor -%}
        {{ replace_all('lower(labels.sectors)', 'academia|industry|unknown|[+ ]', '') }} <> '' as is_other,
        {% for class in classes -%}
        answers.has_{{ class }} as predicted_{{ class }} {{- ',' if not loop.last }}
        {% endfor %}
    from {{ ref('int_affiliations__labels') }} as labels
    inner join readings as answers on labels.affiliation = answers.affiliation
)

select
    *,
    not is_academia and not is_industry and not is_other as is_unknown,
    not predicted_academia and not predicted_industry and not predicted_other as predicted_unknown,
    {% for prefix, name in [('is', 'truth'), ('predicted', 'predicted')] -%}
    coalesce(nullif(substring(
        ''
        {%- for class, label in classes.items() %}
        || case when {{ prefix }}_{{ class }} then '+{{ label }}' else '' end
        {%- endfor %},
        2
    ), ''), 'unknown') as {{ name }} {{- ',' if not loop.last }}
    {% endfor %}
from flags
