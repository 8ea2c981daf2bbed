-- Each labelled string with what the dictionary says of it. Government, nonprofit and all else that is
-- neither a university nor a company are one class.
{% set classes = {'academia': 'academia', 'industry': 'industry', 'other': 'other research'} %}

with flags as (
    select
        labels.label_set,
        labels.split,
        labels.stratum,
        labels.affiliation,
        said.evidence_kind,
        {% for class in ['academia', 'industry'] -%}
        {{ contains('lower(labels.sectors)', "'" ~ class ~ "'") }} as is_{{ class }},
        {% endfor -%}
        {{ replace_all('lower(labels.sectors)', 'academia|industry|unknown|[+ ]', '') }} <> '' as is_other,
        {% for class in classes -%}
        said.has_{{ class }} as says_{{ class }} {{- ',' if not loop.last }}
        {% endfor %}
    from {{ ref('int_affiliations__labels') }} as labels
    inner join {{ ref('int_affiliations') }} as said on labels.affiliation = said.affiliation
)

select
    *,
    not (is_academia or is_industry or is_other) as is_unknown,
    not (says_academia or says_industry or says_other) as says_unknown,
    {% for prefix, name in [('is', 'truth'), ('says', 'said')] -%}
    coalesce(nullif(substring(
        {%- for class, label in classes.items() %}
        case when {{ prefix }}_{{ class }} then '+{{ label }}' else '' end {{ '||' if not loop.last }}
        {%- endfor %}, 2), ''), 'unknown') as {{ name }} {{- ',' if not loop.last }}
    {% endfor %}
from flags
