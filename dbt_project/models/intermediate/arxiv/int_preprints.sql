-- The arXiv id in the list finds the record first, then the DOI that the record states, then the title.
with {{ named_venues(ref('int_papers')) }},

works as (
    select distinct
        papers.source,
        -- Each list of a source has its own vintage. The newest vintage is the date of the complete table.
        max(papers.vintage) over (partition by papers.source) as vintage,
        papers.work_id,
        coalesce(named.venue, papers.venue) as venue,
        papers.year,
        papers.doi,
        {{ work_title_key('papers.title') }} as title_key,
        -- arXiv also registers a DOI for each preprint, with the id in it.
        coalesce(lists.arxiv_id, {{ arxiv_id_in('papers.doi') }}) as arxiv_id
    from {{ ref('int_papers__populations') }} as populations
    inner join {{ ref('int_papers') }} as papers on populations.paper_key = papers.paper_key
    left join named on papers.venue = named.printed
    left join {{ ref('stg_papercopilot__papers') }} as lists on papers.paper_key = lists.paper_key
    where
        populations.definition = 'accepted'
        and papers.is_latest
        and papers.year is not null
        and papers.venue is not null
),

records as (
    select arxiv_id, doi, title_key, year, primary_category
    from {{ ref('stg_arxiv__records') }}
    where not is_deleted
),

matches as (
    {% for found_by, condition in [
        ('id', 'works.arxiv_id = records.arxiv_id'),
        ('doi', 'works.doi = records.doi'),
        ('title', is_same_title('works', 'records'))
    ] -%}
    select works.source, works.work_id, records.arxiv_id, records.primary_category, '{{ found_by }}' as found_by
    from works
    inner join records on {{ condition }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

ranked as (
    select
        *,
        row_number() over (
            partition by source, work_id
            order by case found_by when 'id' then 1 when 'doi' then 2 else 3 end, arxiv_id
        ) as preference
    from matches
)

select distinct
    works.source,
    works.vintage,
    harvest.harvested_until,
    works.work_id,
    works.venue,
    works.year,
    ranked.arxiv_id,
    ranked.primary_category,
    ranked.found_by
from works
cross join {{ ref('int_arxiv_harvest') }} as harvest
left join ranked
    on works.source = ranked.source and works.work_id = ranked.work_id and ranked.preference = 1
