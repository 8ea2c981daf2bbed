{% test definitions_are_listed(model) %}
{# The words of a metric name each definition that it has rows of. #}
select metric, definition from {{ model }}
except
select metric, item from {{ ref('int_metric_lists') }} where list = 'definitions'
{% endtest %}
