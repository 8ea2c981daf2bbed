-- Every word form that a term of the topic table is looked for in, singular and plural, by its words.
with terms as (
    select distinct term from {{ ref('topic_term') }}
),

forms as (
    select term, term as form from terms
    union
    select term, {{ plural('term') }} from terms
)

select
    term,
    form,
    {{ list_item(split_text('form', ' '), 1) }} as word,
    {{ list_item(split_text('form', ' '), 2) }} as second_word,
    {{ list_item(split_text('form', ' '), 3) }} as third_word
from forms
