select event, source, axis, event_date, sentence, evidence from {{ ref('list_event') }}
