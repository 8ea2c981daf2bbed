-- One row for each metric: the words that the YAML of its model has in `meta`, with the description as its rule. The
-- YAML of a model of several metrics has them in `meta.metrics`, by name and with a rule each.
{% set rows, faults = [], [] %}
{% for model in graph.nodes.values() if execute and model.resource_type == 'model' -%}
    {% set file, meta = model.original_file_path, model.config.meta %}
    {% set is_metric = file.startswith('models/metrics/') and not model.name.startswith('int_') %}
    {% set metrics = meta.metrics or ({model.name: dict(meta, rule=model.description)} if is_metric else {}) %}
    {% if metrics and model.config.schema != 'marts' and model.unique_id not in graph.nodes['model.compute_divide.metrics'].depends_on.nodes -%}
        {% do faults.append(file ~ ' makes a metric, but models/marts/metrics/metrics.sql does not list it.') %}
    {% endif %}
    {% for metric, words in metrics.items() -%}
        {% set missing = [] %}
        {% for word in ['rule', 'metric_id', 'title', 'entity', 'unit', 'sources', 'caveats'] if not words[word] -%}
            {% do missing.append(word) %}
        {% endfor %}
        {% if missing -%}
            {% do faults.append(file ~ ' makes the metric ' ~ metric ~ ', but its YAML lacks: ' ~ missing | join(', ') ~ '.') %}
        {% endif %}
        {% do rows.append(dict(words, metric=metric)) %}
    {% endfor %}
{% endfor %}
{% if faults -%}
    {{ exceptions.raise_compiler_error((faults + ['README.md of dbt_project says how to add a metric.']) | join('\n')) }}
{%- endif %}

select unnest(from_json('{{ tojson(rows) | replace("'", "''") }}', '[{
    "metric": "varchar", "metric_id": "varchar", "title": "varchar", "entity": "varchar", "unit": "varchar", "rule": "varchar",
    "published_beside": "varchar", "definitions": ["varchar"], "sources": ["varchar"], "caveats": ["varchar"],
    "needs_column": "varchar"
}]'), max_depth := 2)
