select caveat, sentence, evidence, least_covered from {{ ref('caveat') }}
