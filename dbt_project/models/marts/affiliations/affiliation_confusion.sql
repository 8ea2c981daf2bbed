-- What is said of strings of each labelled set of sectors. Only strings drawn by their mentions, as
-- only they speak for the lists.
select
    split,
    truth,
    said,
    count(*) as strings
from {{ ref('int_affiliations__evaluated') }}
where is_of_run and label_set = 'own labels' and stratum = 'mention'
group by split, truth, said
