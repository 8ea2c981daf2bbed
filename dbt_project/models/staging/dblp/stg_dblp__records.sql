-- A record in two files of a release counts once.
with ranked as (
    select
        raw.*,
        max(raw.vintage) over () as newest,
        row_number() over (partition by raw.key, raw.vintage order by raw.snapshot_id desc, raw.source_row) as preference
    from {{ source('raw', 'dblp_records') }} as raw
)

select
    key as record_id,
    vintage,
    venue,
    cast(year as integer) as year,
    type,
    trim(both ' .' from title) as title,
    {{ list_size('authors') }} as author_count,
    pages,
    nullif(
        split_part(split_part(lower({{ joined_slice('links', 1, 100) }}), 'doi.org/', 2), ' ', 1), ''
    ) as doi,
    {{ work_title_key('title') }} as title_key,
    -- Workshops, findings and other tracks have their own volumes, named by letters after the year.
    coalesce(publtype, '') not in ('withdrawn', 'noshow', 'edited')
    and case
        when type = 'inproceedings'
            then {{ matches("coalesce(crossref, '')", "'^$|^conf/[^/]+/[0-9]{4}(-[0-9]+)?$'") }}
        else not {{ matches("coalesce(journal, '')", "'(?i)proceedings'") }}
    end as is_main
from ranked
where vintage = newest and preference = 1
