-- A later copy of a list may have lost an affiliation, and then the last known one stays. A profile of an author changes
-- with the employer, so the first copy of such a list counts. Only lists with several copies are compared.
with copies as (
    select *, nullif(replace(aff, ';', ''), '') is not null as has_affiliation
    from {{ ref('int_papers__listed') }}
    qualify count(distinct snapshot_id) over (partition by listed_by, venue, year) > 1
),

known as (
    select
        paper_key, has_affiliation,
        affiliations_are = 'profile' as is_profile,
        if(has_affiliation, aff, null) as aff,
        first_value(if(has_affiliation, aff, null) ignore nulls) over copies_so_far as first_aff,
        last_value(if(has_affiliation, aff, null) ignore nulls) over copies_so_far as last_aff
    from copies
    window copies_so_far as (
        partition by listed_by, venue, year, {{ reduced_title('title') }}
        order by vintage, paper_key
        rows between unbounded preceding and current row
    )
)

select paper_key, if(is_profile, first_aff, last_aff) as aff
from known
where if(is_profile, first_aff, last_aff) is distinct from known.aff
