-- A work that several pages hold is read from the newest of them.
with ranked as (
    select
        raw.*,
        row_number() over (
            partition by raw.work_id, raw.vintage order by raw.updated_date desc, raw.snapshot_id desc, raw.source_row
        ) as preference,
        row_number() over (
            partition by raw.work_id order by raw.vintage desc, raw.updated_date desc, raw.snapshot_id desc, raw.source_row
        ) as recency
    from {{ source('raw', 'openalex_works') }} as raw
)

select
    {{ dbt.concat(["ranked.snapshot_id", "':'", "cast(ranked.source_row as " ~ dbt.type_string() ~ ")"]) }} as paper_id,
    {{ source_label('snapshots') }} as source,
    ranked.vintage,
    ranked.snapshot_id,
    ranked.recency = 1 as is_latest,
    ranked.work_id,
    lower(ranked.primary_location.source.display_name) as venue,
    cast(ranked.publication_year as integer) as year,
    trim(ranked.title) as title,
    ranked.type,
    ranked.authorships,
    ranked.topics,
    ranked.cited_by_count as citations,
    ranked.counts_by_year,
    ranked.is_retracted,
    nullif(lower(replace(ranked.doi, 'https://doi.org/', '')), '') as doi
from ranked
inner join {{ source('raw', 'openalex_snapshots') }} as snapshots on ranked.snapshot_id = snapshots.snapshot_id
where ranked.preference = 1
