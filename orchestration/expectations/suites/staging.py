"""Rules for cleaned tables: distributions, and drift from the vintage before."""

from __future__ import annotations

from orchestration.expectations.suites import Expectation, no_rows

SUITE: dict[str, list[Expectation]] = {
    "stg_epoch__models": [
        no_rows(
            "lists_do_not_shrink",
            "select * from (select list, vintage, count(*) as n,"
            " lag(count(*)) over (partition by list order by vintage) as before"
            " from {batch} group by list, vintage) where n < 0.9 * before",
            "warning",
        ),
        no_rows(
            "most_models_have_a_sector_label",
            "select vintage, list from {batch} where list <> 'large_scale' group by vintage, list"
            " having avg((organization_categorization is null)::int) > 0.2",
            "warning",
        ),
        no_rows(
            "names_are_unique_within_a_list",
            "select vintage, list, model from {batch} where model is not null"
            " group by vintage, list, model having count(*) > 1",
            "warning",
        ),
    ],
    "stg_hardware__hardware": [
        no_rows(
            "tables_do_not_shrink",
            "select * from (select vintage, count(*) as n,"
            " lag(count(*)) over (order by vintage) as before"
            " from {batch} group by vintage) where n < 0.9 * before",
            "warning",
        ),
        no_rows(
            "peaks_stand",
            # The peak of a device is fixed: a large change is a correction or a mistake.
            "select * from (select hardware_key, vintage, peak_flop_per_second as peak,"
            " lag(peak_flop_per_second) over (partition by hardware_key order by vintage) as before"
            " from {batch}) where vintage = (select max(vintage) from {batch})"
            " and (peak > 2 * before or peak < before / 2)",
            "warning",
        ),
    ],
    "stg_papercopilot__papers": [
        no_rows(
            "lists_hold_each_title_once",
            "select venue, year, vintage from {batch} group by venue, year, vintage"
            " having count(distinct title) < 0.95 * count(*)",
            "warning",
        ),
    ],
    "stg_ror__organizations": [
        # A complete dump with all later changes has as many organisations as the registry.
        no_rows(
            "active_organisations_are_as_many_as_ror_states",
            "select * from (select count(*) as held from {batch} where status = 'active')"
            " cross join staging.stg_raw__states as states"
            " where states.shape = 'ror' and states.stated_rows <> held",
            "warning",
        ),
    ],
    "stg_dblp__records": [
        no_rows(
            "venues_have_main_proceedings",
            "select venue from {batch} group by venue having not bool_or(is_main)",
            "warning",
        ),
    ],
    "stg_openreview__notes": [
        no_rows(
            "lists_hold_each_title_once",
            "select venue, year from {batch} group by venue, year"
            " having count(distinct title_key) < 0.95 * count(*)",
            "warning",
        ),
        no_rows(
            "most_papers_have_a_year",
            "select venue from {batch} group by venue having count(year) < 0.99 * count(*)",
            "warning",
        ),
    ],
    "stg_hub__models": [
        no_rows(
            "accounts_keep_their_models",
            # The listing has no count by account, so only a smaller list reveals a truncated one.
            "select * from (select account, vintage, count(*) as n,"
            " lag(count(*)) over (partition by source, account order by vintage) as before"
            " from {batch} group by source, account, vintage) where n < 0.9 * before",
            "warning",
        ),
        no_rows(
            "accounts_stay_listed",
            "select * from (select account, vintage, lead(vintage) over (partition by source,"
            " account order by vintage) as next, dense_rank() over (order by vintage desc)"
            " as age from (select distinct source, account, vintage from {batch}))"
            " where next is null and age = 2",
            "warning",
        ),
    ],
    "stg_arxiv__records": [
        Expectation(
            "most_records_list_their_first_version",
            "expect_column_values_to_not_be_null",
            {"column": "created", "mostly": 0.95},
            "warning",
        ),
        no_rows(
            "months_of_submission_are_not_missing",
            # Since 2010, every month has a record of the harvested categories.
            "select month from (select date_trunc('month', created) as month, lead(date_trunc("
            "'month', created)) over (order by created) as next from {batch}"
            " where created >= date '2010-01-01') where next > month + interval 1 month",
            "warning",
        ),
        no_rows(
            "few_records_are_deleted",
            "select avg(is_deleted::int) as deleted from {batch} having deleted > 0.02",
            "warning",
        ),
        no_rows(
            "the_newest_record_is_a_month_old_at_most",
            "select max(datestamp) as newest, max(vintage) as harvested from {batch}"
            " having newest < harvested - interval 31 days",
            "warning",
        ),
    ],
}
