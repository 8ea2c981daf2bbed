select unnest(from_json('{{ tojson(metric_words()) | replace("'", "''") }}', '[{
    "metric": "varchar", "metric_id": "varchar", "title": "varchar", "entity": "varchar", "unit": "varchar", "rule": "varchar",
    "published_beside": "varchar", "definitions": ["varchar"], "sources": ["varchar"], "caveats": ["varchar"],
    "needs_column": "varchar"
}]'), max_depth := 2)
