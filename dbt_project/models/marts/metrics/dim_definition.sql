select definition, short_name, entity, sentence, formula, origin from {{ ref('definition') }}
