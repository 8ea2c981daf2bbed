-- The number of each answer, and its axes in order with the values of each; the first is the answer's.
select
    key as question,
    unnest(from_json(value, '{
        "metric": "varchar",
        "definition": "varchar",
        "team_class": "varchar",
        "sector": "varchar",
        "unit": "varchar",
        "period": "varchar"
    }')),
    json_keys(value, '$.axes') as axes,
    list_transform(
        json_keys(value, '$.axes'), lambda axis: from_json(value -> '$.axes' -> axis, '["varchar"]')
    ) as choices
from json_each('{{ tojson(var("questions")) | replace("'", "''") }}')
