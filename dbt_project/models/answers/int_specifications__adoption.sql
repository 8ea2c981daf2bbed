-- Papers of academic-only teams that name a model, by what is searched and what counts.
{{ config(materialized='ephemeral') }}

with choices as (
    select
        axes.choices,
        texts.choice as text,
        made_by.choice as made_by,
        openness.choice as openness,
        conferences.choice as conferences,
        weights.choice as weights,
        authors.choice as authors
    from {{ ref('int_answer_axes') }} as axes
    cross join unnest(axes.choices[1]) as texts (choice)
    cross join unnest(axes.choices[2]) as made_by (choice)
    cross join unnest(axes.choices[3]) as openness (choice)
    cross join unnest(axes.choices[4]) as conferences (choice)
    cross join unnest(axes.choices[5]) as weights (choice)
    cross join unnest(axes.choices[6]) as authors (choice)
    where axes.question = 'who-adopts'
),

papers as (
    select
        papers.paper_key,
        papers.venue,
        papers.year,
        papers.team_class,
        papers.is_team_complete,
        papers.title_key is not null as has_title,
        abstracts.has_accelerator is not null as has_abstract,
        papers.paper_key in (select paper_key from {{ ref('int_field_works') }}) as is_field,
        papers.paper_key in (
            select paper_key from {{ ref('int_papers__periods') }}
            where definition = 'accepted' and venue is null and source = 'lists'
        ) as is_pooled
    from {{ ref('int_papers') }} as papers
    inner join {{ ref('int_papers__accelerators') }} as abstracts on papers.paper_key = abstracts.paper_key
    where
        papers.source = 'lists' and papers.is_latest and papers.year >= 2020 and papers.team_class <> 'unknown'
        and list_contains(papers.definitions, 'accepted')
),

rules as (
    select distinct
        text,
        made_by,
        openness,
        authors
    from choices
),

naming as (
    select distinct
        mentions.paper_key,
        rules.text,
        rules.made_by,
        rules.openness
    from {{ ref('int_papers__pretrained') }} as mentions
    inner join {{ ref('int_pretrained_models') }} as models on mentions.model = models.model
    inner join rules
        on
            mentions.searched = if(rules.text = 'titles', 'title', 'abstract')
            and if(rules.made_by = 'any_industry', models.has_industry, models.origin = 'industry')
            and case rules.openness
                when 'open_weights' then models.openness = 'open_weights'
                when 'named_weights' then not models.is_architecture
                else true
            end
),

-- `known` counts all teams of known class, to share the papers of a conference among them.
editions as (
    select
        papers.venue,
        papers.year,
        rules.*,
        count(*) filter (where papers.is_field) as known,
        count(*) filter (where papers.is_field and papers.team_class = 'academic_only') as field_n,
        count(naming.paper_key) filter (where papers.is_field and papers.team_class = 'academic_only') as field_k,
        count(*) filter (where papers.is_pooled and papers.team_class = 'academic_only') as pooled_n,
        count(naming.paper_key) filter (where papers.is_pooled and papers.team_class = 'academic_only') as pooled_k,
        count(*) filter (where papers.team_class = 'academic_only') as n,
        count(naming.paper_key) filter (where papers.team_class = 'academic_only') as k
    from papers
    inner join rules
        on
            if(rules.text = 'titles', papers.has_title, papers.has_abstract)
            and (rules.authors <> 'every_author' or papers.is_team_complete)
    left join naming
        on
            papers.paper_key = naming.paper_key and rules.text = naming.text
            and rules.made_by = naming.made_by and rules.openness = naming.openness
    group by all
),

cells as (
    select
        choices.*,
        editions.* exclude (text, made_by, openness, authors),
        accepted.accepted * editions.field_n / editions.known as papers
    from choices
    inner join editions using (text, made_by, openness, authors)
    left join {{ ref('int_field_editions') }} as accepted
        on editions.venue = accepted.venue and editions.year = accepted.year
    left join {{ ref('stg_venues__venues') }} as venues on editions.venue = venues.venue
    where
        case choices.conferences
            when 'language' then venues.subject = 'language'
            when 'no_language_conferences' then venues.subject is distinct from 'language'
            when 'no_language_iclr'
                then venues.subject is distinct from 'language' and editions.venue <> 'iclr'
            else true
        end
),

by_venue as (
    select
        * exclude (year, known, field_n, field_k, pooled_n, pooled_k, n, k, papers),
        sum(n) filter (where year >= 2023) as n,
        sum(k) filter (where year >= 2023) as k,
        sum(n) as weight
    from cells
    where weights = 'same_venues'
    group by all
    having sum(n) filter (where year >= 2023) >= {{ smallest_list() }}
        and sum(n) filter (where year < 2023) >= {{ smallest_list() }}
),

shares as (
    select
        choices,
        [text, made_by, openness, conferences, weights, authors] as chosen,
        cast(sum(field_n) as bigint) as n,
        cast(sum(field_k) as bigint) as k,
        share_by_group(
            list(struct_pack(weight := papers, part := part, n := field_n) order by venue)
        ) as share
    from (
        select
            choices,
            text,
            made_by,
            openness,
            conferences,
            weights,
            authors,
            venue,
            sum(field_n) as field_n,
            sum(field_k) as field_k,
            sum(papers order by year) as papers,
            sum(papers * field_k / field_n order by year) as part
        from cells
        where weights = 'by_accepted' and year >= 2023 and field_n > 0 and papers is not null
        group by all
    ) as venues
    group by all
    union all
    select
        choices,
        [text, made_by, openness, conferences, weights, authors],
        cast(sum(pooled_n) as bigint),
        cast(sum(pooled_k) as bigint),
        share_of_counts(sum(pooled_k), sum(pooled_n), 0)
    from cells
    where weights = 'by_listed' and year >= 2023
    group by all
    union all
    select
        choices,
        [text, made_by, openness, conferences, weights, authors],
        cast(sum(n) as bigint),
        cast(sum(k) as bigint),
        share_of_weights(
            sum(weight * k / n order by venue), sum(weight order by venue), sum(weight * weight / n order by venue), 0
        )
    from by_venue
    group by all
)

select
    'who-adopts' as question,
    chosen as choices,
    cast(list_sum(list_transform(
        list_zip(chosen, list_transform(choices, lambda values_of: values_of[1])),
        lambda pair: cast(pair[1] <> pair[2] as bigint)
    )) as bigint) as steps,
    false as is_repeat,
    share.value,
    share.ci_low,
    share.ci_high,
    n,
    k
from shares
where n >= 20
