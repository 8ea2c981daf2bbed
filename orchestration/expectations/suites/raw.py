"""Rules for landed files, and for the manifests of all snapshots."""

from __future__ import annotations

from orchestration.expectations.suites import Expectation, no_rows

SUITE: dict[str, list[Expectation]] = {
    "epoch_models": [
        no_rows(
            "training_compute_is_plausible",
            "select * from {batch} where training_compute_flop <= 0"
            " or training_compute_flop > 1e30",
        ),
        no_rows(
            "dates_follow_the_first_models",
            "select * from {batch} where publication_date < date '1940-01-01'"
            " or publication_date > vintage + interval 400 days",
        ),
        Expectation(
            "most_models_have_a_date",
            "expect_column_values_to_not_be_null",
            {"column": "publication_date", "mostly": 0.95},
        ),
        Expectation(
            "most_models_are_named",
            "expect_column_values_to_not_be_null",
            {"column": "model", "mostly": 0.9},
            "warning",
        ),
    ],
    "hardware_hardware": [
        no_rows(
            "performances_are_plausible",
            # The unit is FLOP/s of one device. Values in TFLOP/s or for a rack are out of range.
            "select * from {batch} where least(tensor_16_bit_flop_per_second, fp16_flop_per_second,"
            " fp32_flop_per_second) < 1e9 or greatest(tensor_16_bit_flop_per_second,"
            " fp16_flop_per_second, fp32_flop_per_second) > 1e18",
        ),
        no_rows(
            "tensor_performances_are_stated",
            # Publishers state them since 2023. Without them, all peaks would be too small.
            "select vintage from {batch} where vintage >= date '2024-01-01' group by vintage"
            " having count(tensor_16_bit_flop_per_second) = 0",
        ),
        Expectation(
            "all_hardware_is_named",
            "expect_column_values_to_not_be_null",
            {"column": "hardware_name"},
        ),
        Expectation(
            "most_hardware_states_a_performance",
            "expect_column_values_to_not_be_null",
            {"column": "fp32_flop_per_second", "mostly": 0.5},
            "warning",
        ),
    ],
    "papercopilot_papers": [
        Expectation(
            "papers_have_titles",
            "expect_column_values_to_not_be_null",
            {"column": "title", "mostly": 0.999},
        ),
        Expectation(
            "years_are_plausible",
            "expect_column_values_to_be_between",
            {"column": "year", "min_value": 1950, "max_value": 2100},
        ),
        no_rows(
            "most_lists_state_affiliations",
            "select venue, year from {batch} group by venue, year having count(aff) = 0",
            "warning",
        ),
    ],
    "openalex_works": [
        no_rows(
            "ids_are_openalex_ids",
            "select * from {batch} where work_id not similar to 'https://openalex.org/W[0-9]+'",
        ),
    ],
    "ror_organizations": [
        no_rows(
            "ids_are_ror_ids",
            "select * from {batch} where ror_id not similar to 'https://ror.org/0[a-z0-9]{{8}}'",
        ),
    ],
    "dblp_records": [
        no_rows(
            "keys_begin_with_a_stream",
            "select * from {batch} where key not similar to '(conf|journals)/[^/]+/.+'",
        ),
        no_rows(
            "years_are_plausible", "select * from {batch} where year not between 1950 and 2100"
        ),
    ],
    "hub_models": [
        no_rows(
            "ids_begin_with_an_account",
            "select * from {batch} where model_id not similar to '[^/]+/[^/]+'",
        ),
        no_rows(
            "counts_are_not_negative",
            "select * from {batch} where downloads_30d < 0 or downloads_all_time < 0 or likes < 0",
        ),
        no_rows(
            "models_precede_their_listing",
            "select * from {batch} where created_at < timestamp '2016-01-01'"
            " or created_at > vintage + interval 2 days",
        ),
    ],
    "openreview_notes": [
        # Only printed names of persons are stored.
        no_rows(
            "authors_are_no_addresses",
            "select * from (select unnest(authors) as author from {batch}) where author like '%@%'",
        ),
        no_rows(
            "lists_are_of_one_venue",
            "select part from {batch} group by part having count(distinct venueid) > 1",
        ),
        no_rows(
            "years_are_plausible", "select * from {batch} where year not between 2013 and 2100"
        ),
        no_rows(
            "papers_are_published_about_when_they_are_listed",
            # The unit is ms since 1970. Values in s or ns are out of range.
            "select * from {batch} where published_ms not between"
            " epoch_ms(timestamp '2013-01-01') and epoch_ms(vintage + interval 800 days)",
        ),
        Expectation(
            "papers_have_titles",
            "expect_column_values_to_not_be_null",
            {"column": "title", "mostly": 0.999},
        ),
    ],
    "arxiv_records": [
        no_rows(
            "ids_are_arxiv_ids",
            "select * from {batch} where arxiv_id not similar to"
            " '[0-9]{{4}}[.][0-9]{{4,5}}|[a-z]+(-[a-z]+)?/[0-9]{{7}}'",
        ),
        no_rows(
            "a_window_holds_a_record_once",
            "select snapshot_id, arxiv_id from {batch} group by snapshot_id, arxiv_id"
            " having count(*) > 1",
        ),
        no_rows(
            "records_have_a_category_unless_deleted",
            # A record outside the selected categories keeps only its header.
            "select * from {batch} where not deleted and coalesce(wanted, true)"
            " and coalesce(len(categories), 0) = 0",
        ),
        no_rows(
            "versions_precede_their_harvest",
            "select * from {batch} where updated > vintage + interval 2 days"
            " or datestamp > vintage + interval 2 days",
        ),
    ],
    "snapshots": [
        Expectation("a_snapshot_is_held", "expect_table_row_count_to_be_between", {"min_value": 1}),
        no_rows("snapshots_hold_rows", "select * from {batch} where rows <= 0"),
        no_rows(
            "snapshots_have_a_hash_and_a_licence",
            "select * from {batch} where length(sha256) <> 64 or length(licence) = 0",
        ),
    ],
}
