"""Rules of the metrics contract that are not keys. A failure stops the publication."""

from __future__ import annotations

from orchestration.expectations.suites import Expectation, no_rows

SUITE: dict[str, list[Expectation]] = {
    "metrics": [
        Expectation(
            "there_are_estimates", "expect_table_row_count_to_be_between", {"min_value": 1}
        ),
        no_rows(
            "shares_lie_between_0_and_1",
            "select * from {batch} where unit = 'share' and (value < 0 or value > 1)",
        ),
        no_rows(
            "intervals_hold_their_value",
            # The interval of a bootstrapped index may exclude its value, which has its own caveat.
            "select * from {batch} where ci_method in ('wilson', 'wilson_effective_n',"
            " 'wilson_organizations', 'jackknife_organizations_t')"
            " and (value < ci_low - 1e-12 or value > ci_high + 1e-12)",
        ),
        no_rows(
            "bounds_hold_their_value",
            "select * from {batch} where value < bound_low - 1e-12 or value > bound_high + 1e-12",
        ),
        no_rows(
            "small_cells_are_suppressed",
            # A gap is also suppressed for one small group, a tilt for less than 10 works (M3, M12).
            "select * from {batch} where (n < 5 and not suppressed)"
            " or (suppressed and (value is not null or n >= 5"
            " and metric not in ('compute_gap', 'training_hardware_gap', 'topic_tilt')))",
        ),
        no_rows(
            "team_classes_add_up_to_one",
            # Adjusted shares exist for one class only.
            "select metric, definition, source, vintage, period, venue, topic, country, region,"
            " counting"
            " from {batch} where metric in ('model_team_share', 'paper_team_share')"
            " and definition not like '%_adjusted' and not suppressed"
            " group by all having abs(sum(value) - 1) > 1e-9",
        ),
        no_rows(
            "doubling_times_are_plausible",
            "select * from {batch} where metric = 'compute_doubling_months'"
            " and value not between 1 and 60",
            "warning",
        ),
    ],
    "models": [
        no_rows(
            "one_snapshot_a_list_and_vintage",
            "select source, vintage, list from {batch} group by all"
            " having count(distinct snapshot_id) > 1",
        ),
    ],
    "rows_set_aside": [
        no_rows("no_row_is_set_aside", "select * from {batch}", "warning"),
    ],
    "papers": [
        no_rows(
            "teams_have_a_class_only_with_an_affiliation",
            "select * from {batch} where team_class <> 'unknown' and not has_affiliation",
        ),
    ],
}
