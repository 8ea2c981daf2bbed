-- Rows by list, year and vintage. A file of papers is one venue and year, and is compared with an earlier one of its
-- own source; any other file has all years of a list. A file of OpenAlex has only works that are new or changed, so
-- it is not compared. Clusters are those that metrics count, because the publisher once listed others beside them.
-- Affiliations that a copy of a list has lost count as lost, although its papers keep them.
select
    source,
    list,
    list as file,
    cast(extract(year from publication_date) as integer) as year,
    vintage,
    count(*) as n,
    count(*) as n_labelled,
    count(*) filter (where labelled_class = 'unknown') as n_unknown,
    cast(null as bigint) as n_affiliated,
    median(log10_flop) as median_log10
from {{ ref('int_models') }}
group by source, list, extract(year from publication_date), vintage
{% for list, model, year, size in [
    ('stocks', 'stg_chip_owners__stocks', 'extract(year from end_date)', 'h100e'),
    ('clusters', 'int_clusters__populations', 'extract(year from first_operational_date)', 'operations_16_bit'),
    ('sites', 'stg_data_centers__timelines', 'extract(year from date)', 'nullif(h100e, 0)'),
] -%}
union all
select
    source,
    '{{ list }}',
    '{{ list }}',
    cast({{ year }} as integer),
    vintage,
    count(*),
    0,
    0,
    null,
    median(log10({{ size }}))
from {{ ref(model) }}
{% if list == 'clusters' %}where definition = 'clusters_in_place'{% endif %}
group by source, {{ year }}, vintage
{% endfor -%}
union all
select
    papers.listed_by,
    papers.venue,
    papers.venue || ' ' || cast(papers.year as varchar),
    papers.year,
    papers.vintage,
    count(*),
    count(*) filter (where papers.has_affiliation),
    count(*) filter (where papers.has_affiliation and papers.team_class = 'unknown'),
    count(*) filter (where papers.has_affiliation and not papers.is_carried),
    null
from {{ ref('int_papers') }} as papers
where papers.source = 'lists' and papers.outcome = 'accepted'
group by papers.listed_by, papers.venue, papers.year, papers.vintage
