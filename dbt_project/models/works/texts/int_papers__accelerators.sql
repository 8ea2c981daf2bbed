-- FPGAs are left out, because abstracts name them for inference, not for training.
{# NPU and B100 are left out too, because abstracts mean data sets by them (OULU-NPU, BSD100). #}
{% set chip = '(?:(?i:graphics (?:processing units?|processors?|cards?)|tensor processing units?|gp-?gpus?|gpus?'
    ~ '|titan (?:xp?|v|rtx)|[gr]tx ?-?[0-9]{3,4}(?: ?ti)?|tesla [kpvmat][0-9]{1,3})|TPUs?|[AHPV][12]00s?|DGX-?[12A]?[0-9]*)' %}
{% set accelerators = '(?i:hardware|deep[- ]learning|neural[- ]network|machine[- ]learning|dnn|ai) accelerators?' %}
{% set named = '\\b(?:' ~ chip ~ '|' ~ accelerators ~ ')\\b' %}
{% set maker = '(?i:nvidia|geforce|tesla|titan [a-z]+|[gr]tx ?-?[0-9]{3,4}(?: ?ti)?|[akhmptv][0-9]{1,3}(?: ?ti)?|cloud|consumer|consumer-grade|commodity|desktop|standard|modern|single)' %}
{#
A phrase with a number includes words that change the meaning of the number, such as a card model before it or
a unit after it.
#}
{% set counted = '\\b(?:(?i:geforce|[gr]tx|titan|tesla|version) ?-?)?'
    ~ '(?:[0-9][0-9.,]*|(?i:single|one|two|three|four|five|six|seven|eight|nine|ten|twelve|sixteen|thirty-two|sixty-four))'
    ~ '(?: +' ~ maker ~ ')? +(?:' ~ maker ~ ' +)?(?:' ~ chip ~ ')\\b'
    ~ '(?:[ -]*(?i:days?|hours?|minutes?|hrs?|weeks?|months?|years?|memory|rams?|time|cores?))?' %}
{% set numbers = [
    ('single', 1), ('one', 1), ('two', 2), ('three', 3), ('four', 4), ('five', 5), ('six', 6), ('seven', 7),
    ('eight', 8), ('nine', 9), ('ten', 10), ('twelve', 12), ('sixteen', 16), ('thirty-two', 32), ('sixty-four', 64)
] %}

with texts as (
    select
        work_key as paper_key,
        abstract,
        case when length(trim(abstract)) > 0 then regexp_matches(abstract, '{{ named }}') end as has_accelerator
    from {{ ref('int_works__texts') }}
    where entity = 'papers'
),

-- The texts end here: what follows reads only what was found in them.
naming as (
    select
        paper_key,
        has_accelerator,
        case when has_accelerator then regexp_extract_all(abstract, '{{ named }}', 0) end as mentions,
        case when has_accelerator then regexp_extract_all(abstract, '{{ counted }}', 0) end as counts
    from texts
),

phrases as (
    select paper_key, unnest(counts) as phrase
    from naming
),

counted as (
    select
        paper_key,
        lower(replace(split_part(phrase, ' ', 1), ',', '')) as word
    from phrases
    -- `8 GPU days` is a duration, and not a number of devices.
    where not regexp_matches(phrase, '(?i)(?:days?|hours?|minutes?|hrs?|weeks?|months?|years?|memory|rams?|time|cores?)$')
),

numbers as (
    {% for word, number in numbers -%}
    select '{{ word }}' as word, {{ number }} as number
    {%- if not loop.last %} union all {% endif %}
    {% endfor %}
),

counts as (
    select
        counted.paper_key,
        -- The largest number counts, because an abstract may also name a smaller number of devices, for
        -- inference.
        max(coalesce(
            numbers.number,
            case when regexp_matches(counted.word, '^[0-9]{1,9}$') then cast(counted.word as integer) end
        )) as accelerator_count
    from counted
    left join numbers on counted.word = numbers.word
    group by counted.paper_key
)

select
    naming.paper_key,
    naming.has_accelerator,
    counts.accelerator_count,
    naming.mentions
from naming
left join counts on naming.paper_key = counts.paper_key
