{# The team class of a work or model from its known sectors (docs/metrics.md section 2.3). #}
{% macro team_class(has_academia, has_industry, has_other) -%}
    case
        when {{ has_academia }} and {{ has_industry }} then 'academia_industry'
        when {{ has_academia }} and not {{ has_other }} then 'academic_only'
        when {{ has_industry }} and not {{ has_other }} then 'industry_only'
        when {{ has_academia }} or {{ has_industry }} or {{ has_other }} then 'other'
        else 'unknown'
    end
{%- endmacro %}

{# Whether a text of sectors, such as `academia+nonprofit`, has academia, industry, or another sector. #}
{% macro sector_flags(sectors) -%}
    contains({{ sectors }}, 'academia') as has_academia,
    contains({{ sectors }}, 'industry') as has_industry,
    regexp_matches({{ sectors }}, 'government|nonprofit|other') as has_other
{%- endmacro %}

{# The known team classes; 'unknown' counts apart. #}
{% macro known_team_classes() -%}
    {{ return(['academic_only', 'academia_industry', 'industry_only', 'other']) }}
{%- endmacro %}

{# Join of models with the classes of their shares: `any_university` only for the definitions of answers. #}
{% macro classes_of_models(models) -%}
    inner join (
        select unnest({{ known_team_classes() + ['no_company', 'public_research', 'any_university'] }}) as team_class
    ) as classes
        on classes.team_class <> 'any_university'
        or {{ models }}.definition in (
            select definition from {{ ref('int_questions') }} where metric = 'model_team_share'
        )
{%- endmacro %}

{#
Whether a case of known class counts in a share: of one of the four classes, of industry (null), of teams without a
company, of those among them that are not academic-only, of teams with any university, or of academic-only ones if
interns and students at a company count as academics.
#}
{% macro counts_in(share, of_class, has_industry, has_academia='null', with_interns='null') -%}
    case
        when {{ share }} is null then {{ has_industry }}
        when {{ share }} = 'no_company' then {{ of_class }} <> 'unknown' and not {{ has_industry }}
        when {{ share }} = 'any_university' then {{ has_academia }}
        when {{ share }} = 'with_interns' then {{ with_interns }}
        when {{ share }} = 'public_research'
            then {{ of_class }} not in ('unknown', 'academic_only') and not {{ has_industry }}
        else {{ of_class }} = {{ share }}
    end
{%- endmacro %}

{#
The shares of papers by their teams: M10 of each class and of those in `also`, and M11, of which `no_company` is the
rest.
#}
{% macro team_shares(also=[]) -%}
    (
        values
        ('paper_team_share', 'academic_only'), ('paper_team_share', 'academia_industry'),
        ('paper_team_share', 'industry_only'), ('paper_team_share', 'other'), ('paper_team_share', 'public_research'),
        ('any_industry_share', null) {%- for team_class in also %}, ('paper_team_share', '{{ team_class }}') {%- endfor %}
    ) as shares (metric, team_class)
{%- endmacro %}
