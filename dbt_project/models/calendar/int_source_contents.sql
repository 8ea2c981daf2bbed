-- The newest date in the content of each source that dates its rows. Later dates are plans.
{% for source, model, date in [
    ('epoch', 'stg_epoch__models', 'publication_date'), ('own_models', 'stg_epoch__models', 'publication_date'),
    ('hardware', 'stg_hardware__hardware', 'release_date'),
    ('clusters', 'stg_clusters__clusters', 'first_operational_date'),
    ('chip_owners', 'stg_chip_owners__stocks', 'end_date'), ('data_centers', 'stg_data_centers__timelines', 'date'),
    ('top500', 'stg_top500__sums', 'list'), ('awards', 'stg_awards__awards', 'begins'),
] -%}
select
    '{{ source }}' as source,
    cast(max({{ date }}) as date) as newest_content
from {{ ref(model) }}
where source = '{{ source }}' and {{ date }} <= vintage
{{ 'union all' if not loop.last }}
{% endfor %}
