-- One row once the harvest of arXiv has reached the present. Before, a record modified since is in none of the
-- windows held, and to miss it would say nothing.
select
    max(vintage) as vintage,
    max(datestamp) as newest_datestamp,
    count(*) as records
from {{ ref('stg_arxiv__records') }}
having {{ dbt.datediff('max(datestamp)', 'max(vintage)', 'day') }} <= 31
