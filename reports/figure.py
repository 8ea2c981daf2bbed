"""What a figure is, when it may be drawn, and the words that every figure carries."""

from dataclasses import dataclass

import pandas as pd

from reports.grammar import Plot
from reports.marts import Estimate, Marts, Scope
from reports.theme import WIDTH
from reports.wording import count, percent, percent_range, plain, wrap

# Characters that fit one line of the figure, in the sizes of the theme.
TITLE_LINE = int(WIDTH * 8.4)
SUBTITLE_LINE = int(WIDTH * 12.6)
CAPTION_LINE = int(WIDTH * 15.2)
WHOLE = {
    "models": ("disclosure_share", "notable"),
    "papers": ("paper_affiliation_coverage", "accepted"),
}


class NotEnoughDataError(Exception):
    """The marts can't support a figure; the message is the reason that readers see."""


@dataclass(frozen=True)
class Words:
    """Title, subtitle and caption of a figure, each one or more sentences."""

    title: str
    subtitle: str
    caption: str

    def labels(self) -> dict[str, str]:
        """The same words broken into lines that fit the figure."""
        return {
            "title": wrap(self.title, TITLE_LINE),
            "subtitle": _wrap_lines(self.subtitle, SUBTITLE_LINE),
            "caption": _wrap_lines(self.caption, CAPTION_LINE),
        }


@dataclass(frozen=True)
class Figure:
    """A plotnine plot with its words and exactly the rows it draws; ``height`` in inches."""

    id: str
    words: Words
    alt: str
    data: pd.DataFrame
    plot: Plot
    height: float


def _wrap_lines(text: str, width: int) -> str:
    return "\n".join(wrap(line, width) for line in text.split("\n"))


def words(
    marts: Marts, scope: Scope, entity: str, title: str, population: str, notes: str
) -> Words:
    """The words of a figure: what it shows of whom, from where, and how to read it.

    ``entity`` is models or papers; ``population`` says who is counted and how many.
    """
    origin = f"{plain(scope.publisher)}, as of {scope.vintage:%Y-%m-%d}."
    lead = f"{sample_notice(marts, entity)}.\n" if scope.is_sample else ""
    caption = (
        f"{notes}\nSource: {plain(scope.publisher, 60)}, {scope.vintage:%Y-%m-%d}; "
        f"definition {scope.definition}. Licence of the data: {plain(scope.licence, 60)}."
    )
    subtitle = f"{lead}{population}." if lead else f"{population}. {origin}"
    return Words(title, subtitle, caption)


def sample_notice(marts: Marts, entity: str) -> str:
    """How the sample is named wherever it is shown; ``entity`` is models or papers."""
    return (
        f"Embedded sample of {count(listed(marts, entity))} landmark {entity}, "
        "chosen by hand: not the population"
    )


def listed(marts: Marts, entity: str) -> int:
    """Models or papers on the newest list, as the metrics count them; none is 0."""
    whole = marts.estimate(marts.scope(*WHOLE[entity]), "all")
    return whole.n if whole else 0


def needed(scope: Scope | None, what: str) -> Scope:
    """The scope, or the reason why nothing is drawn."""
    if scope is None:
        raise NotEnoughDataError(f"This warehouse holds no {what}.")
    return scope


def need_periods(rows: pd.DataFrame, fewest: int = 2) -> None:
    """Refuse to draw a course over time from fewer than ``fewest`` periods."""
    found = rows["period"].nunique()
    if found < fewest:
        raise NotEnoughDataError(
            f"Only {found} of the periods have 5 cases or more; at least {fewest} are needed."
        )


def with_interval(estimate: Estimate, digits: int = 0) -> str:
    """A share with its interval, as ``14% (10-21%)`` with an en dash."""
    high = 1.0 if estimate.ci_high is None else estimate.ci_high
    return f"{percent(estimate.value, digits)} ({percent_range(estimate.ci_low, high, digits)})"


def fell(before: Estimate | None, after: Estimate | None) -> bool:
    """True only where the whole later interval lies below the whole earlier one."""
    if before is None or after is None or after.ci_high is None:
        return False
    return after.ci_high < before.ci_low


def is_majority(estimate: Estimate | None) -> bool:
    """True only where the whole interval lies above one half."""
    return estimate is not None and estimate.ci_low > 0.5
