-- Words, pairs of words, runs of letters and the shape of each open name.
with worded as (
    select
        affiliation_id,
        printed,
        is_before_brackets,
        string_split(name, ' ') as words,
        '_' || replace(name, ' ', '_') || '_' as letters
    from {{ ref('int_affiliations__open_names') }}
),

features as (
    select affiliation_id, unnest(list_transform(words, lambda word: 'word ' || word)) as feature
    from worded
    union all
    select
        affiliation_id,
        unnest(list_transform(
            range(1, array_length(words)), lambda place: 'pair ' || words[place] || ' ' || words[place + 1]
        ))
    from worded
    {% for size in [3, 4, 5] -%}
    union all
    select
        affiliation_id,
        unnest(list_transform(
            range(1, length(letters) - {{ size }} + 2), lambda place: 'letters ' || substring(letters, place, {{ size }})
        ))
    from worded
    {% endfor -%}
    union all
    select affiliation_id, 'any piece'
    from worded
    union all
    select affiliation_id, 'words ' || least(array_length(words), 5)
    from worded
    union all
    select affiliation_id, 'first ' || words[1]
    from worded
    union all
    select affiliation_id, 'last ' || words[array_length(words)]
    from worded
    {% for name, pattern in {
        'joined capitals': '[a-z][A-Z]', 'all capitals': '^[^a-z]+$', 'small first letter': '^[a-z]',
        'digit in a word': '[A-Za-z][0-9]|[0-9][A-Za-z]'
    }.items() -%}
    union all
    select affiliation_id, 'shape {{ name }}'
    from worded
    where regexp_matches(printed, '{{ pattern }}')
    {% endfor %}
    union all
    select affiliation_id, 'shape before brackets'
    from worded
    where is_before_brackets
)

select distinct affiliation_id, feature
from features
