select event, source, event_date, sentence, evidence from {{ ref('list_event') }}
