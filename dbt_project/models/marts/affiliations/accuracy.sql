-- Labels of strings, topics and mentions by hand, and companies that others found, beside what this run says.
with mentions as (
    select
        'pre-trained models' as subject,
        measure,
        scope,
        count(*) as n,
        count(*) filter (where is_case) as k
    from (
        select unnest(
            if(kind = 'mention' and is_found, [{
                measure: 'precision',
                scope: case context
                    when '' then 'names that count alone'
                    when 'pretraining' then 'names of architectures'
                    else 'names that need a word beside them'
                end,
                is_case: is_mention
            }], [])
            || if(kind = 'mention' and is_found and draw = 'random', [
                { measure: 'precision', scope: 'random draw', is_case: is_mention }
            ], [])
            || if(kind = 'mention' and is_found and draw = 'random' and is_mention, list_transform(
                ['use', 'evaluate', 'baseline', 'discuss', 'introduce', 'architecture'],
                lambda one: { measure: one, scope: 'true mentions of the random draw', is_case: use = one }
            ), [])
            || if(kind = 'reading', [
                { measure: 'recall', scope: 'any pre-trained model, in works read in full', is_case: is_found }
            ], [])
            || if(kind = 'reading' and is_listed, [
                { measure: 'recall', scope: 'names of the list, in works read in full', is_case: is_found }
            ], []),
            recursive := true
        )
        from {{ ref('int_pretrained_labels') }}
    ) as cases
    group by measure, scope
),

topics as (
    select
        'topics' as subject,
        split,
        topic as item,
        k,
        unnest([{ measure: 'precision', n: n_tagged }, { measure: 'recall', n: n_right }], recursive := true)
    from {{ ref('int_topic_accuracy') }}
),

-- Only strings sampled by number of mentions represent the lists.
confusion as (
    select
        'classes of affiliations' as subject,
        'own labels' as label_set,
        split,
        'mention' as scope,
        truth as measure,
        predicted as item,
        count(*) as k,
        sum(count(*)) over (partition by split, truth) as n
    from {{ ref('int_affiliations__evaluated') }}
    where label_set = 'own labels' and stratum = 'mention'
    group by split, truth, predicted
),

-- F1 grows with the share of the union that both agree on.
held_out as (
    select
        'affiliations held out' as subject,
        label_set,
        reading,
        measure,
        class as item,
        k,
        n,
        measured_on
    from {{ ref('held_out_accuracy') }}
),

companies as (
    select
        'companies of papers' as subject,
        source as label_set,
        venue || ' ' || year as scope,
        unnest([
            { measure: 'both find one', k: both_find_one },
            { measure: 'only theirs', k: only_theirs },
            { measure: 'only ours', k: only_ours }
        ], recursive := true),
        papers as n,
        measured_on
    from {{ ref('outside_agreement') }}
),

judged as (
    select
        'companies of papers, judged' as subject,
        source as label_set,
        side as scope,
        right_side as measure,
        reason as item,
        papers as k,
        sum(papers) over (partition by source, side) as n,
        decided_on as measured_on
    from {{ ref('outside_adjudication') }}
),

-- A list that has a work twice is compared once.
listed as (
    select
        venue,
        year,
        work_id,
        listed_by,
        team_class,
        has_industry
    from {{ ref('int_papers') }}
    where source = 'lists' and is_latest and outcome = 'accepted' and team_class <> 'unknown'
    qualify row_number() over (
        partition by venue, year, work_id, listed_by order by is_aligned desc, paper_id
    ) = 1
),

listings as (
    select
        'listings of papers' as subject,
        one.listed_by as label_set,
        other.listed_by as reading,
        unnest([
            { measure: 'same class', k: count(*) filter (where one.team_class = other.team_class) },
            {
                measure: 'industry only in the first',
                k: count(*) filter (where one.has_industry and not other.has_industry)
            },
            {
                measure: 'industry only in the other',
                k: count(*) filter (where other.has_industry and not one.has_industry)
            }
        ], recursive := true),
        count(*) as n
    from listed as one
    inner join listed as other
        on
            one.venue = other.venue
            and one.year = other.year
            and one.work_id = other.work_id
            and one.listed_by < other.listed_by
    group by one.listed_by, other.listed_by
),

counts as (
    select * from mentions
    union all by name
    select * from topics
    union all by name
    select * from confusion
    union all by name
    select * from held_out
    union all by name
    select * from companies
    union all by name
    select * from judged
    union all by name
    select * from listings
),

shares as (
    select
        *,
        measure = 'F1' as is_f1,
        share_of_counts(cast(k as bigint), cast(n as bigint), 0) as share
    from counts
    where n > 0
),

every as (
    select
        * exclude (is_f1, share) replace (if(is_f1, 2 * k, k) as k, if(is_f1, n + k, n) as n),
        if(is_f1, 2 * share.value / (1 + share.value), share.value) as value,
        if(is_f1, 2 * share.ci_low / (1 + share.ci_low), share.ci_low) as ci_low,
        if(is_f1, 2 * share.ci_high / (1 + share.ci_high), share.ci_high) as ci_high
    from shares
    union all by name
    select
        'affiliations' as subject,
        label_set,
        dictionary as reading,
        split,
        stratum as scope,
        measure,
        class_name as item,
        k,
        n,
        value,
        ci_low,
        ci_high
    from {{ ref('int_affiliations__measures') }}
)

select
    subject,
    label_set,
    reading,
    split,
    scope,
    measure,
    item,
    cast(k as bigint) as k,
    cast(n as bigint) as n,
    value,
    ci_low,
    ci_high,
    measured_on
from every
