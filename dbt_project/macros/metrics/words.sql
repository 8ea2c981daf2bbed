{#
The metrics with their words, from the YAML of the models that make them. A model in models/metrics makes the metric of
its name: its `meta` has the words, and its description is the rule. Any model may have the words of several metrics in
`meta.metrics`, by name and with a rule each. Raises an error that names each model that lacks words or that the mart
`metrics` does not read.
#}
{% macro metric_words() -%}
    {%- if not execute %}{{ return([]) }}{% endif -%}
    {%- set rows, faults, read = [], [], graph.nodes['model.compute_divide.metrics'].depends_on.nodes -%}
    {%- for model in graph.nodes.values() if model.resource_type == 'model' -%}
        {%- set file, meta = model.original_file_path, model.config.meta -%}
        {%- set is_metric = file.startswith('models/metrics/') and not model.name.startswith('int_') -%}
        {%- set metrics = meta.metrics or ({model.name: dict(meta, rule=model.description)} if is_metric else {}) -%}
        {%- if metrics and model.config.schema != 'marts' and model.unique_id not in read -%}
            {%- do faults.append(file ~ ' makes a metric, but models/marts/metrics/metrics.sql does not list it.') -%}
        {%- endif -%}
        {%- for metric, words in metrics.items() -%}
            {%- do rows.append(dict(words, metric=metric)) -%}
            {%- for word in ['rule', 'metric_id', 'title', 'entity', 'unit', 'sources', 'caveats'] if not words[word] -%}
                {%- do faults.append(file ~ ' makes the metric ' ~ metric ~ ', but its YAML has no ' ~ word ~ '.') -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if faults -%}
        {%- do faults.append('A rule is the description of a model; CONTRIBUTING.md says how to add a metric.') -%}
        {%- do exceptions.raise_compiler_error(faults | join('\n')) -%}
    {%- endif -%}
    {{ return(rows) }}
{%- endmacro %}
