-- Only strings sampled by number of mentions represent the lists.
select
    split,
    truth,
    predicted,
    count(*) as strings
from {{ ref('int_affiliations__evaluated') }}
where label_set = 'own labels' and stratum = 'mention'
group by split, truth, predicted
