{# Whether a title announces a workshop, a tutorial or a talk, or heads the first or last pages of a volume. #}
{% macro is_announcement(title) -%}
    regexp_matches(lower(coalesce({{ title }}, '')), concat_ws(
        '|', '\bworkshop\b', 'hands-on (tutorial|introduction)', '\btutorial (on|to)\b', '(^|: )(an? )?tutorial\b',
        '^keynote\b', ': keynote( talk)?$', '^([a-z ]+ 20[0-9]{2} )?panel( on\b|:)', '\bspecial day\b',
        '\b(ai|finance|health|reasoning|science) day( 20[0-9]{2})?($|:)',
        '^(front matter|table of contents|title page|(author|subject) index|foreword|welcome message|session details)\b'
    ))
{%- endmacro %}

{#
Track of a paper: main, findings, industry, demo, position, datasets, front_matter, journal, workshop or other. Null is
not stated, and so is a word that is none of these. Proceedings deposit announcements like papers: the title decides.
#}
{% macro paper_track(track, title) -%}
    case
        when {{ is_front_matter(title) }} or {{ is_announcement(title) }} then 'front_matter'
        when lower(trim({{ track }})) in (
            'main', 'findings', 'industry', 'demo', 'position', 'datasets', 'front_matter', 'journal', 'workshop', 'other'
        ) then lower(trim({{ track }}))
    end
{%- endmacro %}

{#
How a list has its affiliations: `printed` on the paper, `assigned` by others who read it, or the `profile` of the author
on the day of the copy.
#}
{% macro affiliations_are(word) -%}
    case when lower(trim({{ word }})) in ('printed', 'assigned', 'profile') then lower(trim({{ word }})) end
{%- endmacro %}

{# Copies of lists, each in its order among those of one date (preference) and of all dates (recency). #}
{% macro copies_of_lists(papers, key) -%}
    select
        snapshot_id,
        {{ key }},
        row_number() over (partition by {{ key }}, vintage order by count(*) desc, snapshot_id desc) as preference,
        row_number() over (partition by {{ key }} order by vintage desc, count(*) desc, snapshot_id desc) as recency
    from {{ papers }}
    group by snapshot_id, {{ key }}, vintage
{%- endmacro %}
