"""Formats of numbers, and names of team classes, definitions, causes and periods."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date

TEAM_CLASSES = ("academic_only", "industry_only", "academia_industry", "other")
PURE_TEAMS = ("academic_only", "industry_only")
TEAM_NAMES = {
    "academic_only": "Academic only",
    "industry_only": "Industry only",
    "academia_industry": "Academia + industry",
    "other": "Other",
    "community": "Community",
}
# Axes show these short names of definitions; dim_definition has their sentences.
DEFINITION_NAMES = {
    "accepted": "Accepted papers",
    "accepted_adjusted": "Accepted papers, corrected",
    "accepted_and_workshop": "Accepted, workshops too",
    "accepted_any_origin": "Accepted, any origin",
    "accepted_fixed_venues": "Accepted, mix of venues fixed",
    "accepted_no_architectures": "Accepted, no architectures",
    "accepted_open_weights": "Accepted, open weights",
    "accepted_same_venues": "Accepted, same venues",
    "accepted_same_weights": "Accepted, venues held fixed",
    "accepted_titles_same_weights": "Titles, venues held fixed",
    "accepted_titles": "Accepted, titles alone",
    "accepted_window3": "Accepted, cited in 3 years",
    "accepted_with_abstract": "Accepted, with abstract",
    "all_models": "All models",
    "all_models_compute_known": "All models, compute known",
    "all_models_compute_known_max": "All models, largest",
    "all_models_compute_known_median": "All models, median",
    "all_models_device_peak_median": "All models, one device",
    "all_models_setup_peak_median": "All models, all devices",
    "chips_bought": "AI chips bought",
    "clusters_in_place": "Clusters in place",
    "clusters_operated": "Clusters, all phases",
    "clusters_standard": "Clusters, standard list",
    "data_centers_in_place": "Sites in place",
    "data_centers_planned": "Sites in place and planned",
    "hub_accounts": "Accounts of the Hub",
    "hub_accounts_by_maker": "Accounts, by maker",
    "complete_teams": "Complete teams",
    "complete_teams_window3": "Teams, cited in 3 years",
    "foundation_models": "Foundation models",
    "foundation_models_fixed_venues": "Foundation models, venues fixed",
    "intensive_1e22": "Topics of 1e22 FLOP or more",
    "scrutiny": "Scrutiny of models",
    "scrutiny_fixed_venues": "Scrutiny of models, venues fixed",
    "intensive_third": "Upper third by compute",
    "intensive_third_accelerators": "Upper third by accelerators",
    "intensive_third_fixed_venues": "Upper third, venues fixed",
    "intensive_third_of_period": "Upper third, compute of period",
    "large_scale_1e23": "Notable, 1e23 FLOP or more",
    "near_record_3oom": "Notable, near the record",
    "notable": "Notable",
    "notable_cluster_fixed": "384 H100 for a month",
    "notable_cluster_of_year": "384 GPUs of the year",
    "notable_compute_known": "Notable, compute known",
    "notable_compute_known_any_industry": "Notable, any industry",
    "notable_compute_known_max": "Notable, largest",
    "notable_compute_known_median": "Notable, median",
    "notable_compute_known_unmerged": "Notable, owners not merged",
    "notable_device_peak_median": "Notable, one device",
    "notable_national_fixed": "5,000 H100 for a month",
    "notable_national_of_year": "5,000 GPUs of the year",
    "notable_node_fixed": "8 H100 for a month",
    "notable_node_of_year": "8 GPUs of the year",
    "notable_setup_peak_median": "Notable, all devices",
    "paper_filter": "Notable for research",
    "self_supervised": "Self-supervised",
    "sevilla_large_scale": "Notable, large for its time",
    "sevilla_large_scale_sheet_rows": "Sheets, large for its time",
    "sheet_rows": "Sheets, every row",
    "sheet_rows_compute_known": "Sheets, compute known",
    "logit_accelerators": "By paper, accelerators",
    "logit_all_models": "By paper, all models",
    "logit_all_years": "By paper, all years",
    "logit_complete_teams": "By paper, complete teams",
    "logit_notable": "By paper, notable models",
    "logit_precise_topics": "By paper, precise tags",
    "logit_with_abstract": "By paper, with abstract",
    "wls_accelerators": "By topic, accelerators",
    "wls_all_models": "By topic, all models",
    "wls_all_years": "By topic, all years",
    "wls_complete_teams": "By topic, complete teams",
    "wls_notable": "By topic, notable models",
    "wls_precise_topics": "By topic, precise tags",
    "wls_with_abstract": "By topic, with abstract",
}
# A revision is split into these causes.
CAUSES = {
    "added": "Rows added",
    "removed": "Rows removed",
    "relabelled": "Team class changed",
    "labelled": "Team class known or not",
    "redated": "Date changed",
    "compute": "Compute known or not",
    "rule": "Rule or criteria met or not",
}
COMMONS = "https://creativecommons.org"
# Names and addresses of licences. A source declares its licence as text that starts with an id.
LICENCES = {
    "CC-BY-4.0": ("Creative Commons Attribution 4.0", f"{COMMONS}/licenses/by/4.0/"),
    "CC0-1.0": ("Creative Commons Zero 1.0", f"{COMMONS}/publicdomain/zero/1.0/"),
    "MIT": ("MIT", "https://opensource.org/license/mit"),
    "NONE DECLARED": ("the publisher declares none", ""),
}
RANGE = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
MARK = "*"  # stands after the name of a topic with imprecise tags
MARK_NOTE = (
    f"{MARK} Fewer than four in five of the topic's tags were right on papers read by hand. Only a "
    "few tags of each topic were checked, so a topic without a mark may be imprecise too."
)


def mark_note(names: Iterable[str]) -> str:
    """Return the sentence on the mark if one of these names has it; otherwise no text."""
    return MARK_NOTE if any(name.endswith(MARK) for name in names) else ""


def with_mark_note(notes: str, names: Iterable[str]) -> str:
    """Add the sentence on the mark, on a line of its own, if one of these names has the mark."""
    return "\n".join(filter(None, (notes, mark_note(names))))


def rounded(value: float, digits: int, flags: str = "") -> str:
    """Round as readers do: a half goes away from zero.

    The nudge also lifts a half that binary fractions miss, as 100 * 0.575 does by the last digit.
    """
    return f"{value * (1 + 1e-12):{flags}.{digits}f}"


def percent(share: float, digits: int = 0) -> str:
    """Write a share as a percentage; only exact 0 and 1 become 0% and 100%."""
    text = rounded(share * 100, digits)
    smallest = 10.0**-digits
    if share > 0 and float(text) == 0:
        return f"<{smallest:.{digits}f}%"
    if share < 1 and float(text) == 100:
        return f">{100 - smallest:.{digits}f}%"
    return f"{text}%"


def number(value: float, digits: int) -> str:
    """Write a plain number with a true minus sign."""
    return rounded(value, digits).replace("-", MINUS)


def factor(exponent: float) -> str:
    """Write a power of ten as a ratio in words: ``61 times``, ``0.43 times``."""
    return f"{ratio(exponent)} times"


def ratio(exponent: float) -> str:
    """Write a power of ten with two significant digits: the intervals support no more."""
    value = float(f"{10**exponent:.1e}")
    return f"{value:,.0f}" if value >= 10 else f"{value:#.2g}"


def with_sign(number: float, digits: int = 0) -> str:
    """Write a difference with its sign; a difference that rounds to zero has no sign."""
    text = rounded(number, digits, "+")
    return text.replace("-", MINUS) if float(text) else text[1:]


def count(number: int) -> str:
    """Write a whole number with thousands separators."""
    return f"{number:,}"


def short_count(number: int) -> str:
    """Write a whole number in at most four characters, for use along an axis."""
    if number < 1_000:
        return str(number)
    return f"{rounded(number / 1_000, 1 if number < 9_950 else 0)}k"


def period_name(period: str) -> str:
    """Write a period as readers do: ``2022``, ``2010-2014`` (en dash), ``since 2023``."""
    first, _, last = period.partition("-")
    if period == "all":
        return "all years"
    if last == "latest":
        return f"since {first}"
    return f"{first}{RANGE}{last}" if last else first


def in_period(period: str) -> str:
    """Write a period as an adverb: ``in 2010-2014``, ``since 2023``, ``over all years``."""
    if period == "all":
        return "over all years"
    name = period_name(period)
    return name if name.startswith("since") else f"in {name}"


def day_name(day: date) -> str:
    """Write a day as readers do: ``26 January 2026``."""
    return f"{day.day} {day:%B %Y}"


def team_name(team_class: str | None) -> str:
    """Return the name of a team class; no class means all teams together."""
    return "All teams" if team_class is None else TEAM_NAMES.get(team_class, plain(team_class))


def team_adjective(team_class: str | None) -> str:
    """Name a team class before a noun: ``academic-only``."""
    return plain(team_class or "all").replace("_", "-")


def definition_name(definition: str) -> str:
    """Return a short name of a definition, or its id if it has none."""
    return DEFINITION_NAMES.get(definition, plain(definition.replace("_", " "), longest=27))


def licence_name(licence: str) -> str:
    """Return the name of a licence without remarks in brackets, or the declaration if unknown."""
    declared, _, _ = plain(licence, longest=200).partition(" (")
    return LICENCES.get(declared, (declared or "not known", ""))[0]


def licence_url(licence: str) -> str:
    """Return the address of the text of a licence; empty if it is not known."""
    return LICENCES.get(licence.partition(" (")[0], ("", ""))[1]


def licence_words(licences: str) -> str:
    """Write each licence of a list (separated by semicolons) in words, with its short name."""
    phrases = []
    for licence in plain(licences, longest=200).split("; "):
        name, short = licence_name(licence), licence.partition(" (")[0]
        phrases.append(f"{name} ({short})" if licence_url(short) and name != short else name)
    return "; ".join(phrases)


def cause_name(cause: str) -> str:
    """Return the name of a cause of a revision, or its id if it has none."""
    return CAUSES.get(cause, plain(cause, longest=27))


def plain(text: str, longest: int = 80) -> str:
    """Return text on one line of ``longest`` characters, without control characters."""
    rest = (
        " " if unicodedata.category(character)[0] in "CZ" else character
        for character in unicodedata.normalize("NFKC", text[: 4 * longest])
    )
    line = " ".join("".join(rest).split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}{ELLIPSIS}"


def sentence_list(parts: Sequence[str]) -> str:
    """Join parts: ``a``, ``a and b``, ``a, b and c``."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def quoted(name: str) -> str:
    """Put a name with commas or blanks between quotation marks."""
    return f"\N{LEFT DOUBLE QUOTATION MARK}{name}\N{RIGHT DOUBLE QUOTATION MARK}"


def size(number: int) -> str:
    """Write the size of a population with spaces at which no line breaks."""
    return f"n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{count(number)}"
