{{ config(materialized='view') }}
-- The newest estimate of each metric and definition.
select * from {{ ref('metrics_as_of') }} where is_latest
