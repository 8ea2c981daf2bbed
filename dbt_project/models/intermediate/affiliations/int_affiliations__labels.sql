-- Strings labelled by hand: ours, and those that `make accuracy` is given.
select 'own labels' as label_set, split, stratum, affiliation, sectors
from {{ ref('affiliation_label') }}
union all
select label_set, null, null, affiliation, sectors
from {{ ref('stg_raw__labels') }}
