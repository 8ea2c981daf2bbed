select definition, entity, sentence, formula, origin from {{ ref('definition') }}
