-- Government, nonprofit and all other sectors are one class.
{% set classes = {'academia': 'academia', 'industry': 'industry', 'other': 'other research'} %}

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
        {% for class in ['academia', 'industry'] -%}
        contains(lower(labels.sectors), '{{ class }}') as is_{{ class }},
        {% endfor -%}
        regexp_replace(lower(labels.sectors), 'academia|industry|unknown|[+ ]', '', 'g') <> '' as is_other,
        {% for class in classes -%}
        answers.has_{{ class }} as predicted_{{ class }} {{- ',' if not loop.last }}
        {% endfor %}
    from {{ ref('int_affiliations__labels') }} as labels
    inner join {{ ref('int_affiliations') }} as answers on labels.affiliation = answers.affiliation
    cross join registered
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
