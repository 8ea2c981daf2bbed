-- The caveats of each metric, each with the facts to which it is bound; null for none.
select
    lists.metric,
    list(struct_pack(
        caveat := lists.item,
        is_of_publisher := caveats.is_of_publisher,
        facts := (
            select list(facts.fact)
            from {{ ref('caveat_fact') }} as facts
            where facts.caveat = lists.item and coalesce(facts.metric, lists.metric) = lists.metric
        )
    )) as caveats
from {{ ref('int_metric_lists') }} as lists
inner join {{ ref('caveat') }} as caveats on lists.item = caveats.caveat
where lists.list = 'caveats'
group by lists.metric
