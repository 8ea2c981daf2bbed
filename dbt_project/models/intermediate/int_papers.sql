-- One row for each listing of a work by a source; a work that two lists hold shares its work_id.
with listings as (
    select
        paper_id,
        source,
        vintage,
        snapshot_id,
        is_latest,
        venue,
        year,
        title,
        case
            when {{ matches("coalesce(status, '')", "'reject|withdraw|retract'") }} then 'rejected'
            when
                {{ matches("coalesce(status, '') || ' ' || coalesce(track, '')", "'workshop|invited'") }}
                then 'workshop'
            else 'accepted'
        end as outcome,
        true as is_machine_learning,
        trim(split_part(author, ';', 1)) as first_author,
        case
            when length(trim(author)) > 0 then length(author) - length(replace(author, ';', '')) + 1
        end as author_count,
        case when aff is not null then length(aff) - length(replace(aff, ';', '')) + 1 end as slot_count,
        citations,
        doi
    from {{ ref('stg_papercopilot__papers') }}
    union all
    select
        paper_id,
        source,
        vintage,
        snapshot_id,
        is_latest,
        venue,
        year,
        title,
        case when is_retracted then 'rejected' else 'accepted' end,
        paper_id in (select paper_id from {{ ref('int_openalex__machine_learning') }}),
        {{ list_item('authorships', 1) }}.author.display_name,
        {{ list_size('authorships') }},
        {{ list_size('authorships') }},
        citations,
        doi
    from {{ ref('stg_openalex__works') }}
)

select
    *,
    slot_count = author_count as is_aligned,
    coalesce(
        doi,
        {{ replace_all(fold("coalesce(title, '')"), '[^a-z0-9]+', '') }}
        || ':' || coalesce(cast(year as {{ dbt.type_string() }}), '')
        || ':' || {{ replace_all(fold("coalesce(first_author, '')"), '[^a-z]+', '') }}
    ) as work_id
from listings
