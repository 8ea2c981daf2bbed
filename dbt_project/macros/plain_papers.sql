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
        snapshot_id, {{ key }},
        row_number() over (partition by {{ key }}, vintage order by count(*) desc, snapshot_id desc) as preference,
        row_number() over (partition by {{ key }} order by vintage desc, count(*) desc, snapshot_id desc) as recency
    from {{ papers }}
    group by snapshot_id, {{ key }}, vintage
{%- endmacro %}

{#
Papers of a source in the plain format. Venue and year are columns, so that a file can have several lists. Lists of one
publisher, venue and year are states of one list. Two with the same date are two copies: the one with more rows counts.
#}
{% macro plain_papers(name) -%}
with papers as (
    select
        raw.snapshot_id, raw.part, raw.source_row, raw.vintage, lower(trim(raw.venue)) as venue, raw.year, raw.title,
        raw.authors, raw.affiliations, raw.doi, raw.status, raw.keywords, raw.abstract,
        raw.track, raw.affiliations_are,
        {% if name == 'lists' -%}
        raw.tags, coalesce(snapshots.publisher, 'lists') as listed_by
        {%- else -%}
        null as tags, '{{ name }}' as listed_by
        {%- endif %}
    from {{ source('raw', name ~ '_papers') }} as raw
    {% if name == 'lists' -%}
    left join {{ source('raw', 'lists_snapshots') }} as snapshots on raw.snapshot_id = snapshots.snapshot_id
    {%- endif %}
),

lists as (
    {{ copies_of_lists('papers', 'listed_by, venue, year') }}
)

select
    {{ paper_id('raw.') }} as paper_id,
    {{ paper_key('raw.') }} as paper_key,
    '{{ name }}' as source,
    raw.listed_by, raw.vintage, raw.snapshot_id,
    lists.recency = 1 as is_latest,
    raw.venue,
    cast(raw.year as integer) as year,
    trim(raw.title) as title,
    lower(raw.status) as status,
    raw.keywords,
    raw.authors as author,
    raw.affiliations as aff,
    raw.abstract, raw.tags,
    {{ paper_track('raw.track', 'raw.title') }} as track,
    {{ affiliations_are('raw.affiliations_are') }} as affiliations_are,
    nullif(lower(trim(raw.doi)), '') as doi
from papers as raw
inner join lists on raw.snapshot_id = lists.snapshot_id and raw.venue = lists.venue and raw.year = lists.year
where lists.preference = 1
{%- endmacro %}
