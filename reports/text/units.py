"""One table of the units of metrics and published figures, with the format of each unit."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from math import isnan, log10

from reports.text.formatting import (
    MINUS,
    RANGE,
    factor,
    number,
    percent,
    plain,
    ratio,
    rounded,
    with_sign,
)

MOST_DIGITS = 3  # of the ends of an interval
LEAST_FACTOR = 0.1  # a smaller relative change is a percentage


@dataclass(frozen=True)
class Axis:
    """The label of a value on an axis: ``base`` to it, or ``factor`` times it, and ``suffix``.

    ``most`` is the largest possible value.
    """

    factor: float = 1
    base: float | None = None
    suffix: str = ""
    most: float | None = None


@dataclass(frozen=True)
class Unit:
    """A unit: its label in a table, its name after a value, and its decimals in a table.

    ``number`` formats a value without its name, and ``end`` an end of an interval; both take the
    decimals. ``sign`` stands after an interval. ``difference`` names the unit of a change, except
    that of a share or a logarithm.
    """

    label: str
    name: str = ""
    digits: int = 2
    number: Callable[[float, int], str] = number
    end: Callable[[float, int], str] | None = None
    sign: str = ""
    difference: str = ""
    axis: Axis = Axis()

    @property
    def prose(self) -> int:
        """Return the decimals in sentences and figures: a share has none."""
        return 0 if self.sign == "%" else self.digits


SHARE = Unit(
    "Share",
    digits=1,
    number=percent,
    end=lambda share, digits: rounded(100 * share, digits),
    sign="%",
    axis=Axis(factor=100, suffix="%", most=1),
)
POINTS = Unit(
    "Gap",
    "percentage points",
    digits=1,
    number=lambda gap, digits: with_sign(100 * gap, digits),
    end=lambda gap, digits: number(100 * gap, digits),
    axis=Axis(factor=100),
)
UNITS = {
    "share": SHARE,
    "share_intensive": replace(SHARE, label="Share in these topics"),
    "share_other": replace(SHARE, label="Share in other topics"),
    "share_gap": POINTS,
    "share_gap_change": replace(POINTS, label="Change of the gap since the first period"),
    "log10_ratio": Unit(
        "Ratio",
        number=lambda value, _: factor(value),
        end=lambda value, _: ratio(value),
        axis=Axis(base=10, suffix="\N{MULTIPLICATION SIGN}"),
    ),
    "log2_ratio": Unit(
        "Ratio",
        "times",
        number=lambda value, digits: number(2**value, digits),
        axis=Axis(base=2, suffix="\N{MULTIPLICATION SIGN}"),
    ),
    "log10_flop": Unit(
        "Training compute",
        "FLOP",
        1,
        number=lambda value, digits: f"{10**value:.{digits}e}".replace("e+", "e"),
        axis=Axis(base=10),
    ),
    "months": Unit("Doubling time", "months", digits=1, difference="months"),
    "hhi": Unit("HHI"),
    "cr4": replace(SHARE, label="Share of the four largest"),
    "gini": Unit("Gini"),
    "index": Unit("Index"),
    "ratio": Unit("Ratio"),
    "count": Unit("Count", digits=0, number=lambda value, digits: rounded(value, digits, ",")),
    "year": Unit("Year", digits=0),
}


@cache
def unit(name: str) -> Unit:
    """Look up a unit; a unit without an entry formats as a plain number and its name."""
    text = plain(name, 30).replace("_", " ")
    return UNITS.get(name) or Unit(text.capitalize(), text, difference=text)


def format_number(value: float, name: str, digits: int | None = None) -> str:
    """Format a value without the name of its unit."""
    entry = unit(name)
    return entry.number(value, entry.digits if digits is None else digits)


def format_value(value: float, name: str, digits: int | None = None) -> str:
    """Format a value with the name of its unit."""
    return f"{format_number(value, name, digits)} {unit(name).name}".rstrip()


def interval_parts(
    low: float, high: float | None, name: str, digits: int | None = None
) -> tuple[str, str, str]:
    """Format the ends of an interval, and what stands between them; an open end has no text.

    Ends of a share that differ get more decimals if they would look the same.
    """
    entry = unit(name)
    decimals = entry.digits if digits is None else digits
    if high is None or isnan(high):
        return entry.number(low, decimals), " or more", ""
    first, last = ((entry.end or entry.number)(end, decimals) for end in (low, high))
    if first == last and low < high and entry.sign and decimals < MOST_DIGITS:
        return interval_parts(low, high, name, decimals + 1)
    # A dash before a minus sign is illegible.
    between = " to " if first.startswith(MINUS) else RANGE
    return first, between, f"{last}{entry.sign}"


def format_interval(low: float, high: float | None, name: str, digits: int | None = None) -> str:
    """Format an interval; without an upper end, write ``or more``."""
    return "".join(interval_parts(low, high, name, digits))


def format_published(value: float, name: str) -> str:
    """Format a published value: a share with one decimal, another value as stated."""
    if name in ("share", "count", "year"):
        return format_value(value, name)
    return f"{value:.3g} {unit(name).name}".rstrip()


def format_size(size: float, name: str) -> str:
    """Say by how much a choice moves a value at most: ``up to 2%``, ``a factor of up to 2.5``.

    A logarithm moves as its value does: by a percentage below a tenth, and else by a factor.
    """
    entry = unit(name)
    times = (entry.axis.base or 1) ** size
    if times >= 1 + LEAST_FACTOR:
        return f"a factor of up to {ratio(log10(times))}"
    if entry.axis.base:
        return f"up to {percent(times - 1)}"
    if entry.axis.factor == 100:
        return f"up to {rounded(100 * size, 1)} points"
    return f"up to {rounded(size, entry.digits)} {entry.difference}".rstrip()


def format_change(change: float, name: str) -> str:
    """Format a change: in percentage points for a share, by its factor for a logarithm.

    A logarithm that moves its value by less than a tenth changes by a percentage.
    """
    entry = unit(name)
    times = (entry.axis.base or 1) ** change
    if abs(times - 1) >= LEAST_FACTOR:
        return factor(log10(times))
    if entry.axis.base:
        return f"{100 * (times - 1):+.2g}%".replace("-", MINUS)
    if entry.axis.factor == 100:
        return f"{with_sign(change * 100, 1)} points"
    return f"{change:+.3g} {entry.difference}".rstrip().replace("-", MINUS, 1)
