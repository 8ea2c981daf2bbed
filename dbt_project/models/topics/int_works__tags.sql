{{ config(materialized='view') }}

select * from {{ ref('int_works__text_tags') }}
union all by name
select * from {{ ref('int_papers__reduced_tags') }}
