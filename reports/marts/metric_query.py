"""Select rows of ``marts.metrics`` by their dimensions, with values as bound parameters."""

from dataclasses import dataclass
from typing import Any

from reports.marts.estimates import KEY

SCHEMA = "marts"
METRICS = f"{SCHEMA}.metrics"
ANY: Any = object()  # a field without a condition

# All columns of the contract are read, so that a table made from them can be joined to
# marts.metrics.
COLUMNS = (
    "metric, definition, source, vintage, period, period_start, period_end, team_class, sector,"
    " topic, country, region, venue, counting, value, unit, n, k, n_unknown, bound_low, bound_high,"
    " ci_low, ci_high, ci_level, ci_method, effective_n, degrees, nominal_low, nominal_high,"
    " suppressed,"
    " array_to_string(caveats, ';') as caveats, array_to_string(vintages, ';') as vintages, n_lists"
)
IS_YEAR = "regexp_full_match(period, '[0-9]{4}')"


@dataclass(frozen=True)
class MetricQuery:
    """Rows of the metrics contract, pooled over each dimension that is not named.

    A field takes one value, a list of values, None for the rows without a value, or ``ANY``.
    ``where`` adds a condition; ``values`` fill its ``?``. ``only_shown`` leaves out
    suppressed rows and rows without a value.
    """

    metric: Any = ANY
    definition: Any = ANY
    source: Any = ANY
    vintage: Any = ANY
    period: Any = ANY
    team_class: Any = ANY
    unit: Any = ANY
    sector: Any = None
    topic: Any = None
    country: Any = None
    region: Any = None
    venue: Any = None
    counting: Any = "full"
    where: str = ""
    values: tuple[Any, ...] = ()
    only_shown: bool = True

    def select(
        self, columns: str = COLUMNS, tail: str = "", *tail_values: object
    ) -> tuple[str, list[Any]]:
        """Write the query with its values; ``tail`` is SQL that follows the conditions."""
        conditions, values = self._conditions()
        text = f"select {columns}\nfrom {METRICS}\nwhere " + "\n    and ".join(conditions)
        return f"{text}\n{tail}".rstrip(), [*values, *tail_values]

    def _conditions(self) -> tuple[list[str], list[Any]]:
        conditions: list[str] = []
        values: list[Any] = []
        for name in KEY:
            match getattr(self, name):
                case value if value is ANY:
                    continue
                case None:
                    conditions.append(f"{name} is null")
                case list() | tuple() as several:
                    conditions.append(f"list_contains(?, {name})")
                    values.append(list(several))
                case value:
                    conditions.append(f"{name} = ?")
                    values.append(value)
        if self.only_shown:
            conditions.append("not suppressed and value is not null")
        if self.where:
            conditions.append(f"({self.where})")
            values += self.values
        return conditions, values
