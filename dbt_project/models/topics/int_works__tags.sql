-- The facts of texts. A listing of a paper whose list has no abstract takes those of another listing that has one: the
-- list with the affiliations of a paper is often not the one with its abstract.
with abstracts as (
    select work_key as paper_key
    from {{ ref('int_texts__tags') }}
    where entity = 'papers' and kind = 'abstract'
),

lenders as (
    select
        listings.work_id,
        arg_max(listings.paper_key, struct_pack(vintage := listings.vintage, id := listings.paper_id)) as lender
    from {{ ref('int_listings') }} as listings
    semi join abstracts on listings.paper_key = abstracts.paper_key
    where listings.source = 'lists'
    group by listings.work_id
),

borrowers as (
    select
        listings.paper_key,
        lenders.lender
    from {{ ref('int_listings') }} as listings
    inner join lenders on listings.work_id = lenders.work_id
    anti join abstracts on listings.paper_key = abstracts.paper_key
    where listings.source = 'lists'
),

lent as (
    select tags.* replace (borrowers.paper_key as work_key)
    from {{ ref('int_texts__tags') }} as tags
    inner join borrowers on tags.work_key = borrowers.lender
    where tags.entity = 'papers'
)

-- Whether an abstract names a model is known only with the abstract, so what is lent takes the place of what was found.
select own.*
from {{ ref('int_texts__tags') }} as own
anti join lent
    on
        own.entity = 'papers' and own.work_key = lent.work_key and own.kind = lent.kind
        and own.name is not distinct from lent.name
union all
select * from lent
