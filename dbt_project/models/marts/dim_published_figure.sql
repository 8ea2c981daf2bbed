-- Figures that others have published, restated; a day or month that is not known is the 15th or 1 July.
select
    figure,
    paper_id,
    statement,
    cast(value as double) as value,
    unit,
    cast(published_on as date) as published_on,
    cast(data_on as date) as data_on,
    source,
    evidence,
    confidence
from {{ ref('published_figure') }}
