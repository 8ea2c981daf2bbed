{# A table whose rows Apache Spark has computed (orchestration/spark). The query gives it its types only. #}
{% materialization built_by_spark, adapter='duckdb' %}
    {%- set target = this.incorporate(type='table') -%}
    {% call statement('main') %}
        create or replace table {{ target }} as from ({{ compiled_code }}) limit 0;
        insert into {{ target }} by name
        from read_parquet('{{ env_var('COMPUTE_DIVIDE_SPARK_TABLES') }}/{{ this.identifier }}/*.parquet');
    {% endcall %}
    {{ adapter.commit() }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}
