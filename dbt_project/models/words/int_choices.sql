-- Every value of every axis, from vars.yml, in its order.
select
    axes.axis,
    axes.axis_label,
    axes.axis_place,
    values_of.key as choice,
    values_of.id as place,
    unnest(from_json(values_of.value, '{
        "label": "varchar",
        "clause": "varchar",
        "when": "varchar",
        "caveat": "varchar",
        "needs_list": "varchar",
        "needs_column": "varchar",
        "period": "varchar",
        "first_year": "integer",
        "last_year": "integer",
        "quantile": "double",
        "is_named_only": "boolean"
    }'))
from (
    select
        key as axis,
        value ->> 'label' as axis_label,
        id as axis_place,
        value -> 'choices' as choices
    from json_each('{{ tojson(var("axes")) | replace("'", "''") }}')
) as axes,
    json_each(axes.choices) as values_of
