"""The forms in which sentences write an estimate: ``{share:interval}``, ``{share:value.1}``."""

from collections.abc import Callable, Mapping
from functools import partial

from reports.marts.estimates import Estimate
from reports.questions.question import Answer
from reports.text.formatting import count, in_period, period_name
from reports.text.sentence import Number, Sentence, Time, day
from reports.text.units import format_number, interval_parts, unit

EARLY, MIDDLE, LATEST = "2010-2014", "2020-2022", "2023-latest"


def say(template: str, **parts: object) -> Sentence:
    """Return a sentence in which estimates have the forms of this module."""
    forms = {
        name: partial(form, part) if isinstance(part, Estimate) else part
        for name, part in parts.items()
    }
    return Sentence(template, forms)


def state(template: str, title: str = "", /, **parts: object) -> Answer | None:
    """Return the fact of one sentence, and of a title if the data supports one.

    Return None if one of the parts is None.
    """
    if any(part is None for part in parts.values()):
        return None
    return Answer([say(template, **parts)], say(title, **parts) if title else None)


def together(*facts: Answer | None) -> Answer | None:
    """Return the facts that have data as one, with the title of the first; None without any."""
    known = [fact for fact in facts if fact is not None]
    sentences = [sentence for fact in known for sentence in fact.sentences]
    return Answer(sentences, known[0].title) if known else None


def form(estimate: Estimate, name: str) -> object:
    """Return a form of an estimate; ``value.1`` has one decimal."""
    name, _, digits = name.partition(".")
    if name in WRITTEN:
        return say(WRITTEN[name].replace(":D", f".{digits}"), e=estimate)
    return FORMS[name](estimate, int(digits) if digits else None)


def value(estimate: Estimate, digits: int | None = None) -> Number:
    """Write the value in its unit."""
    text = format_number(estimate.value, estimate.unit, _digits(estimate, digits))
    return Number(text, estimate.value, estimate.id, "value")


def interval(estimate: Estimate, digits: int | None = None) -> Sentence:
    """Write the 95% interval, as ``10-21%`` with an en dash, or that there is none.

    Where a few groups have most cases, the marts have a value without an interval.
    """
    if estimate.ci_low is None and estimate.ci_high is None:
        return Sentence("too few independent cases for an interval")
    return _range(estimate, "ci_low", "ci_high", _digits(estimate, digits))


def bounds(estimate: Estimate, digits: int | None = None) -> Sentence:
    """Write the shares if all unknown cases were outside the class, and if all were inside it."""
    return _range(estimate, "bound_low", "bound_high", _digits(estimate, digits))


def _range(estimate: Estimate, low: str, high: str, digits: int | None) -> Sentence:
    ends = {name: getattr(estimate, name) for name in (low, high)}
    first, between, last = interval_parts(ends[low], ends[high], estimate.unit, digits)
    parts = {
        "low": Number(first, ends[low], estimate.id, low),
        "high": "" if ends[high] is None else Number(last, ends[high], estimate.id, high),
    }
    return Sentence(f"{{low}}{between}{{high}}", parts, is_kept=True)


def _digits(estimate: Estimate, digits: int | None) -> int:
    return unit(estimate.unit).prose if digits is None else digits


def cases(estimate: Estimate, column: str = "n") -> Number:
    """Write a number of cases, such as n, k or n_unknown."""
    number = int(getattr(estimate, column) or 0)
    return Number(count(number), number, estimate.id, column)


def k_of_n(estimate: Estimate) -> Sentence:
    """Write ``11 of 147``, or ``n = 147`` if the estimate counts no cases in a class."""
    template = "n = {n}" if estimate.k is None else "{k} of {n}"
    parts = {"k": cases(estimate, "k"), "n": cases(estimate)}
    return Sentence(template, parts, is_kept=True)


def _k_of_the_n(estimate: Estimate) -> Sentence:
    """Write ``11 of the 147``, or ``none of the 147``."""
    return say("{e:k} of the {e:n}" if estimate.k else "none of the {e:n}", e=estimate)


def _at_start(estimate: Estimate) -> Time:
    text = in_period(estimate.period)
    return Time(f"{text[0].upper()}{text[1:]}")


FORMS: Mapping[str, Callable[[Estimate, int | None], object]] = {
    "value": value,
    "interval": interval,
    "bounds": bounds,
    "k of n": lambda estimate, _: k_of_n(estimate),
    "k of the n": lambda estimate, _: _k_of_the_n(estimate),
    "k": lambda estimate, _: cases(estimate, "k"),
    "n": lambda estimate, _: cases(estimate),
    "unknown": lambda estimate, _: cases(estimate, "n_unknown"),
    "lists": lambda estimate, _: cases(estimate, "n_lists"),
    # The date of the list, or of the newest of several lists.
    "list": lambda estimate, _: day(estimate.vintage),
    # A period: ``2010-2014``; in a sentence, ``in 2010-2014``; at its start, ``In 2010-2014``.
    "period": lambda estimate, _: Time(period_name(estimate.period)),
    "when": lambda estimate, _: Time(in_period(estimate.period)),
    "When": lambda estimate, _: _at_start(estimate),
}
# Forms that join others: ``7% (3-16%)`` and ``11 of 147 (7%, 3-16%)``, with an en dash.
WRITTEN = {
    "with interval": "{e:value:D} ({e:interval:D})",
    "share": "{e:k of n} ({e:value:D}, {e:interval:D})",
}


def so_far(unfinished: Estimate | None, text: str) -> Answer | None:
    """State the estimate of the year that is not over, as ``text`` writes it; None without one."""
    return state("So far in {share:period}: " + text + ".", share=unfinished)
