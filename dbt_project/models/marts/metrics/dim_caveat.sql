select caveat, sentence, evidence from {{ ref('caveat') }}
