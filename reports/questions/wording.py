"""Parts of sentences: a share with its interval, k of n, a period."""

from reports.marts.estimates import Estimate, fell
from reports.marts.reader import Marts
from reports.text.formatting import count, in_period, period_name
from reports.text.sentence import Number, Sentence, Time, in_a_list, keep, say
from reports.text.units import format_number, interval_parts

EARLY, MIDDLE, LATEST = "2010-2014", "2020-2022", "2023-latest"
# The populations whose numbers of cases are the size of the embedded sample.
POPULATIONS = {
    "models": ("disclosure_share", "notable"),
    "papers": ("paper_affiliation_coverage", "accepted"),
}


def value(estimate: Estimate, digits: int | None = None) -> Number:
    """Write the value in its unit; a share has no decimals unless ``digits`` are given."""
    text = format_number(estimate.value, estimate.unit, _digits(estimate, digits))
    return Number(text, estimate.value, estimate.id, "value")


def interval(estimate: Estimate, digits: int | None = None) -> Sentence:
    """Write the 95% interval, as ``10-21%`` with an en dash."""
    low, between, high = interval_parts(
        estimate.ci_low, estimate.ci_high, estimate.unit, _digits(estimate, digits)
    )
    first = Number(low, estimate.ci_low, estimate.id, "ci_low")
    if estimate.ci_high is None:
        return keep("{low}{between}{high}", low=first, between=between, high=high)
    last = Number(high, estimate.ci_high, estimate.id, "ci_high")
    return keep("{low}{between}{high}", low=first, between=between, high=last)


def _digits(estimate: Estimate, digits: int | None) -> int | None:
    return 0 if digits is None and estimate.unit in ("share", "cr4") else digits


def with_interval(estimate: Estimate, digits: int | None = None) -> Sentence:
    """Write a value with its interval, as ``14% (10-21%)`` with an en dash."""
    return say(
        "{value} ({interval})",
        value=value(estimate, digits),
        interval=interval(estimate, digits),
    )


def cases(estimate: Estimate, column: str = "n") -> Number:
    """Write a number of cases, such as n, k or n_unknown."""
    number = int(getattr(estimate, column) or 0)
    return Number(count(number), number, estimate.id, column)


def k_of_n(estimate: Estimate) -> Sentence:
    """Write ``11 of 147``."""
    return keep("{k} of {n}", k=cases(estimate, "k"), n=cases(estimate))


def stated(estimate: Estimate, digits: int | None = None) -> Sentence:
    """Write ``11 of 147 (7%, 3-16%)`` with an en dash."""
    return say(
        "{cases} ({value}, {interval})",
        cases=k_of_n(estimate),
        value=value(estimate, digits),
        interval=interval(estimate, digits),
    )


def bounds(estimate: Estimate, digits: int = 0) -> Sentence:
    """Write the shares if all unknown cases were outside the class, and if all were inside it."""
    low = estimate.bound_low or 0.0
    high = 1.0 if estimate.bound_high is None else estimate.bound_high
    first, between, last = interval_parts(low, high, estimate.unit, digits)
    return keep(
        "{low}{between}{high}",
        low=Number(first, low, estimate.id, "bound_low"),
        between=between,
        high=Number(last, high, estimate.id, "bound_high"),
    )


def by_period(estimates: list[Estimate], digits: int | None = None) -> Sentence:
    """List shares with their periods: ``10 of 65 (15%, 8-26%) in 2023 and ...``."""
    return in_a_list(
        [say("{share} {when}", share=stated(e, digits), when=when(e.period)) for e in estimates]
    )


def when(period: str) -> Time:
    """Write a period as an adverb: ``in 2010-2014``, ``since 2023``."""
    return Time(in_period(period))


def when_first(period: str) -> Time:
    """Write a period at the start of a sentence: ``In 2010-2014``."""
    text = in_period(period)
    return Time(f"{text[0].upper()}{text[1:]}")


def period(name: str) -> Time:
    """Write a period without a preposition."""
    return Time(period_name(name))


def whose(estimate: Estimate) -> str:
    """Return words that name the sample, because none of its numbers describes the field."""
    return "the sample's " if estimate.is_sample else ""


def changed(before: Estimate, after: Estimate) -> str:
    """Say which change a test of the difference supports."""
    if fell(before, after):
        return "fell"
    return "rose" if fell(after, before) else "did not clearly change"


def sample_size(marts: Marts, entity: str) -> int:
    """Count the models or papers on the latest list; 0 without a list."""
    estimate = marts.estimate(*POPULATIONS[entity], "all")
    return estimate.n if estimate else 0
