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
    split_part(form, ' ', 1) as first_word
from forms
