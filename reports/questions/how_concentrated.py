"""Who has the compute, and how concentrated it is."""

from reports.marts.compute import (
    among_named_owners,
    hyperscalers,
    public_owners,
)
from reports.marts.estimates import is_majority, last
from reports.marts.headlines import Headline
from reports.marts.reader import Marts
from reports.marts.tables import MartTable
from reports.questions.question import Answer, Question
from reports.questions.wording import say, so_far, state, together
from reports.text.sentence import Name, Sentence, Time, in_a_list

CONCENTRATION = ("compute_concentration", "notable_compute_known")
CLUSTERS = ("cluster_private_share", "clusters_in_place")
PUBLIC = ("cluster_public_share", "clusters_in_place")
CHIPS = ("compute_stock_share", "chips_bought")
SITES = ("data_center_share", "data_centers_in_place")
SITE_COLUMNS = "definition, year, day, n, h100e, power_mw"


def answer(marts: Marts) -> Answer | None:
    """State the share of hyperscalers in AI chips; without it, of the largest users of compute."""
    return owners(marts) or training(marts)


def owners(marts: Marts) -> Answer | None:
    """State the share of AI chips that hyperscalers own, and the share without a named owner."""
    held, unnamed = (
        last(marts.estimates(*CHIPS, sector=name)) for name in ("hyperscaler", "unknown")
    )
    if held is None:
        return None
    end = Time(held.period.removesuffix(" Q4"))
    owners = [Name(name) for name in hyperscalers(marts, held.period)]
    return together(
        state(
            "{names} owned {share:value} ({share:interval}) of the computing power of AI chips at "
            "the end of {end}.",
            "{names} owned {share:value} of AI computing in {end}" if is_majority(held) else "",
            share=held,
            end=end,
            names=in_a_list(owners) if owners else "Hyperscalers",
        ),
        state(
            "The list names no university or government: what they own is among the "
            "{unnamed:value} without a named owner.",
            unnamed=None if public_owners(marts) else unnamed,
        ),
    )


def cases(marts: Marts) -> Sentence | None:
    """Say how many owners the list names; an estimate of an owner is of one designer's chips."""
    held = last(marts.estimates(*CHIPS, sector="hyperscaler"))
    if held is None:
        return None
    return say(
        "the list names {n} owners", n=among_named_owners(marts, held.period).count("owners")
    )


def training(marts: Marts) -> Answer | None:
    """State the share of the four organisations with the most compute, in two finished years."""
    years = marts.finished_years(*CONCENTRATION, unit="cr4")[-2:]
    if not years:
        return None
    text = (
        "Four organisations used {share:with interval} of the known compute of "
        "{share:n} notable models of {share:period}"
    )
    before = say(
        ", and {share:with interval} of that of {share:n} models of {share:period}", share=years[0]
    )
    newest = marts.unfinished_year(*CONCENTRATION, unit="cr4")
    title = (
        "Four organisations used {share:value} of the known compute of notable models of "
        "{share:period}"
    )
    return together(
        state(text + "{before}.", title, share=years[-1], before=before if len(years) > 1 else ""),
        so_far(newest, "{share:value} ({share:interval}; {share:n} models)"),
    )


QUESTION = Question(
    id="how-concentrated",
    link="Who has the compute",
    title="Who has the compute?",
    means=(
        "Epoch AI estimates how many AI chips each large buyer has bought, as H100 equivalents "
        "with an interval. We simulate these estimates to add them up over owners. A change takes "
        "the errors of two quarters as independent; stocks grow, so its true interval is narrower. "
        "For training "
        "compute, we add up the models of a year for each organisation, and split the compute of a "
        "joint model equally between its makers."
    ),
    means_not=(
        "An owner need not be the user: laboratories rent most of their compute from others. Many "
        "buyers have no name on the list. Shares of training compute cover listed models with "
        "known compute only, so a laboratory that keeps its compute secret is missing."
    ),
    answer=answer,
    cases=cases,
    figures=("compute_owners",),
    headlines=(
        Headline(*CHIPS),
        Headline("compute_stock_concentration", "chips_bought"),
        Headline(*SITES),
        Headline(*CONCENTRATION),
        Headline(*CLUSTERS),
        Headline(*PUBLIC),
    ),
    tables=(
        MartTable(
            "compute_stock",
            "Owners of AI chips of all designers, in H100 equivalents",
            "(vintage, period_end) = (select max((vintage, period_end)) from marts.compute_stock)",
            "h100e desc",
            columns="owner, owner_class, share, share_low, share_high,"
            " cast(round(h100e, -4) as bigint) as h100_equivalents, period, vintage",
            is_open=True,
        ),
        MartTable(
            "data_center_stock",
            "AI data centers: all sites in place and planned",
            "level = 'all' and vintage = (select max(vintage) from marts.data_center_stock)",
            "year, definition",
            columns=SITE_COLUMNS,
        ),
        MartTable(
            "data_center_stock",
            "AI data centers in place on the day of the list, by owner and country",
            "level <> 'all' and definition = 'data_centers_in_place'"
            " and day = (select max(vintage) from marts.data_center_stock)",
            "level, h100e desc",
            columns=f"{SITE_COLUMNS}, owner, owner_class, country",
            part="-in-place",
        ),
        MartTable(
            "cluster_capacity",
            "Operations a second at 16 bit of listed GPU clusters, by sector of the owner",
            "definition = 'clusters_in_place' and n > 0 and year >= 2019"
            " and vintage = (select max(vintage) from marts.cluster_capacity)",
            "year desc, sector",
        ),
        MartTable(
            "compute_owners",
            "Organisations with the most training compute, by year",
            "size_rank <= 4 and definition = 'notable_compute_known' and period >= '2019'"
            " and vintage = (select max(vintage) from marts.compute_owners)",
            "period desc, size_rank",
        ),
    ),
    terms=("known compute", "notable model", "H100 equivalent", "interval by organisation"),
    near=("how-far-apart", "who-discloses", "who-trains"),
)
