-- Works that name a pre-trained model, by its origin: each sector, and all together. A definition names the works, and
-- what counts: a name in the title, or only models with open weights.
with definitions as (
    select *
    from {{ ref('int_definitions') }}
    where definition in {{ definitions_of('pretrained_adoption') }} and venues is null
),

outcomes (sector) as (
    values ('academia'), ('industry'), ('academia+industry'), ('other'), (null)
),

naming as (
    select distinct
        definitions.definition,
        mentions.paper_key,
        outcomes.sector
    from {{ ref('int_papers__pretrained') }} as mentions
    inner join {{ ref('int_pretrained_models') }} as models on mentions.model = models.model
    inner join outcomes on outcomes.sector is null or models.origin = outcomes.sector
    inner join definitions
        on
            mentions.searched = if(coalesce(definitions.named_in, '') = 'titles', 'title', 'abstract')
            and (coalesce(definitions.named_in, '') <> 'open_weights' or models.openness = 'open_weights')
),

works as (
    select
        definitions.definition,
        coalesce(definitions.named_in, '') as named_in,
        members.* exclude (definition)
    from {{ ref('int_adoption_members') }} as members
    inner join definitions on members.definition = definitions.of
),

-- All teams together need no class.
members as (
    select * from works where team_class <> 'unknown'
    union all
    select * replace (null as team_class) from works
),

totals as (
    select
        * exclude (paper_key, has_abstract, has_title),
        count(*) filter (where has_abstract) as abstracts,
        count(*) filter (where not has_abstract) as without_abstract,
        count(*) filter (where has_title) as titles
    from members
    group by all
),

-- Every work with a title is known to name a model in its title or not.
counts as (
    select
        totals.* exclude (named_in, abstracts, without_abstract, titles),
        outcomes.sector,
        if(named_in = 'titles', titles, abstracts) as n,
        0 as k,
        if(named_in = 'titles', 0, without_abstract) as n_unknown
    from totals
    inner join outcomes on named_in <> 'open_weights' or outcomes.sector is not null
    union all
    select
        members.* exclude (named_in, paper_key, has_abstract, has_title),
        naming.sector,
        0,
        count(*),
        0
    from members
    inner join naming on members.paper_key = naming.paper_key and members.definition = naming.definition
    where members.named_in <> 'open_weights' or naming.sector is not null
    group by all
)

select
    * exclude (n, k, n_unknown),
    sum(n) as n,
    sum(k) as k,
    sum(n_unknown) as n_unknown
from counts
group by all
having sum(n) > 0
