from typing import Any

from dbt_project.batches import table_of
from dbt_project.functions.choices.combinations import Question, Specification, Years
from dbt_project.functions.choices.models import Model, YearsBudget, model_specifications
from dbt_project.functions.estimates.gaps import Budget
from dbt_project.rows import rows_of

SEED = 20261124


def model(dbt: Any, session: Any) -> Any:
    choices = dbt.ref("int_choices")
    months = dbt.ref("int_month_budgets").order("budget").project("budget, sizes, utilization")
    budgets = dbt.ref("int_compute_budgets").project("*, log10(budget_flop) as log10_flop")
    specifications = model_specifications(
        rows_of(Question, dbt.ref("int_answer_axes").order("question")),
        rows_of(Model, dbt.ref("int_choice_models").order("model_id")),
        [name for (name,) in choices.filter('"when" is not null').project("choice").fetchall()],
        rows_of(Years, choices.filter("first_year is not null")),
        rows_of(YearsBudget, budgets),
        [
            Budget(budget=budget, sizes=sizes, utilization=utilization)
            for budget, sizes, utilization in [
                ("flop", [0.0], [1.0, 1.0, 1.0]),
                *months.fetchall(),
            ]
        ],
        SEED,
    )
    return table_of(Specification, [list(specifications)], session)
