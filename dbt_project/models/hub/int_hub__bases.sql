-- The Hub lists a base twice, once plainly and once with the kind of derivation: base_model:a/b and
-- base_model:finetune:a/b.
with tags as (
    select source, vintage, model_id, account, year, unnest(tags) as tag from {{ ref('stg_hub__models') }}
),

bases as (
    select distinct
        source,
        vintage,
        model_id,
        lower(account) as account_key,
        year,
        regexp_replace(lower(tag), '^base_model:([a-z_]+:)?', '', 'g') as base_id
    from tags
    where starts_with(tag, 'base_model:')
)

select
    bases.source,
    bases.vintage,
    bases.model_id,
    bases.account_key,
    bases.year,
    bases.base_id,
    split_part(bases.base_id, '/', 1) as base_account_key,
    coalesce(accounts.team_class, 'unknown') as team_class,
    coalesce(accounts.maker_class, 'unknown') as maker_class,
    coalesce(base_accounts.team_class, 'unknown') as base_team_class,
    bases.account_key = split_part(bases.base_id, '/', 1)
    -- If an organisation has two accounts, a model of one account that builds on the other is not counted as
    -- adoption.
    or coalesce(accounts.organisation = base_accounts.organisation, false) as is_own
from bases
left join {{ ref('int_hub_accounts') }} as accounts on bases.account_key = accounts.account_key
left join {{ ref('int_hub_accounts') }} as base_accounts
    on split_part(bases.base_id, '/', 1) = base_accounts.account_key
-- An id without an account names no publisher.
where regexp_matches(bases.base_id, '^[^/]+/[^/]+$')
