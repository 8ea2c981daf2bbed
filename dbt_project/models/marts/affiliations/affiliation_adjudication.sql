select * from {{ ref('outside_adjudication') }}
