select key as metric, unnest(from_json(value, '{
    "metric_id": "varchar",
    "subject": "varchar",
    "title": "varchar",
    "entity": "varchar",
    "unit": "varchar",
    "rule": "varchar",
    "published_beside": "varchar",
    "definitions": ["varchar"],
    "sources": ["varchar"],
    "caveats": ["varchar"],
    "needs_column": "varchar"
}'))
from (values
    ('{{ tojson(var("metrics")) | replace("'", "''") }}'),
    ('{{ tojson(var("further_metrics")) | replace("'", "''") }}')
) as words (metrics), json_each(words.metrics)
