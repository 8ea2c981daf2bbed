-- Words, pairs of words, runs of letters and the shape of each open name.
with worded as (
    select
        affiliation_id,
        printed,
        is_before_brackets,
        {{ split_text('name', ' ') }} as piece_words,
        '_' || replace(name, ' ', '_') || '_' as letters
    from {{ ref('int_affiliations__open_names') }}
),

features as (
    {{ unnest_rows('worded', 'affiliation_id', tagged('word ', 'piece_words'), 'feature') }}
    union all
    {{ unnest_rows('worded', 'affiliation_id', tagged('pair ', neighbours('piece_words')), 'feature') }}
    {% for size in [3, 4, 5] -%}
    union all
    {{ unnest_rows('worded', 'affiliation_id', tagged('letters ', letter_runs('letters', size)), 'feature') }}
    {% endfor -%}
    union all
    select affiliation_id, 'any piece'
    from worded
    union all
    select affiliation_id, 'words ' || least({{ list_size('piece_words') }}, 5)
    from worded
    union all
    select affiliation_id, 'first ' || {{ list_item('piece_words', 1) }}
    from worded
    union all
    select affiliation_id, 'last ' || {{ list_item('piece_words', list_size('piece_words')) }}
    from worded
    {% for name, pattern in {
        'joined capitals': '[a-z][A-Z]', 'all capitals': '^[^a-z]+$', 'small first letter': '^[a-z]',
        'digit in a word': '[A-Za-z][0-9]|[0-9][A-Za-z]'
    }.items() -%}
    union all
    select affiliation_id, 'shape {{ name }}'
    from worded
    where {{ matches('printed', "'" ~ pattern ~ "'") }}
    {% endfor %}
    union all
    select affiliation_id, 'shape before brackets'
    from worded
    where is_before_brackets
)

select distinct affiliation_id, feature
from features
