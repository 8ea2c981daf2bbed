-- The middle of the known month or year replaces the missing day, so that the nearest vintage can be found.
select
    figure,
    paper_id,
    statement,
    cast(value as double) as value,
    unit,
    published,
    cast(
        case length(published)
            when 4 then published || '-07-01'
            when 7 then published || '-15'
            else published
        end as date
    ) as published_near,
    cast(data_on as date) as data_on,
    source,
    evidence,
    confidence,
    not_recomputed
from {{ ref('published_figure') }}
