select event, source, event_date, divides, sentence, evidence from {{ ref('list_event') }}
