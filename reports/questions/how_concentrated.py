"""Who has the compute, and how concentrated it is."""

from reports.marts.changes import difference
from reports.marts.compute import (
    among_named_owners,
    hyperscalers,
    owner_names,
    public_owners,
    universities,
)
from reports.marts.estimates import is_majority, last
from reports.marts.headlines import Headline
from reports.marts.metric_query import IS_YEAR
from reports.marts.reader import Marts
from reports.marts.revisions import published_figure
from reports.marts.source_status import newest_cluster
from reports.marts.tables import MartTable
from reports.questions.changes import RISEN, moved
from reports.questions.question import Answer, Question
from reports.questions.wording import say, so_far, state, together
from reports.text.formatting import percent
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


def changed(marts: Marts) -> Answer | None:
    """State the publisher's own share and how the share moved."""
    held, unnamed = (
        last(marts.estimates(*CHIPS, sector=name)) for name in ("hyperscaler", "unknown")
    )
    if held is None:
        return None
    return together(
        state(
            "On the list of {share:list}, hyperscalers owned {share:with interval}, and unnamed "
            "buyers {unnamed:with interval}.{publisher}",
            share=held,
            unnamed=unnamed,
            publisher=_publisher(marts),
        ),
        _change(marts),
    )


def _change(marts: Marts) -> Answer | None:
    """State how the share of hyperscalers moved since the first quarter and since the last."""
    quarters = [share.period for share in marts.estimates(*CHIPS, sector="hyperscaler")]
    if len(quarters) < 3:
        return None
    first, before = (
        difference(marts, CHIPS, None, quarters[index], "hyperscaler") for index in (0, -2)
    )
    return state(
        "Since {start}, the hyperscalers' share {first}; since {quarter}, it {before}.{named}",
        named=_among_named(marts, quarters[0], quarters[-1]),
        start=Time(quarters[0]),
        first=moved(first, *RISEN) if first else None,
        quarter=Time(quarters[-2]),
        before=moved(before, *RISEN) if before else None,
    )


def _among_named(marts: Marts, first: str, newest: str) -> Sentence | str:
    """State the share of hyperscalers in the chips with a named owner, in two quarters."""
    shares = [among_named_owners(marts, quarter) for quarter in (first, newest)]
    if any(share.row["value"] is None for share in shares):
        return ""
    before, after = (share.number("value", percent(share.row["value"])) for share in shares)
    return say(
        " Of the chips with a named owner, they had {before} in {first} and {after} in {newest}.",
        before=before,
        after=after,
        first=Time(first),
        newest=Time(newest),
    )


def _publisher(marts: Marts) -> Sentence | str:
    """State the publisher's share, while the list lacks owners that it counts."""
    there = owner_names(marts)
    lacking = [Name(name) for name in ("Huawei", "xAI") if name not in there]
    figure = published_figure(marts, "hyperscaler_chips")
    if not lacking or not there or figure.row["value"] is None:
        return ""
    return say(
        " The publisher's own figure is {share}; it also counts {owners}, which this list lacks.",
        share=figure.number("value", percent(figure.row["value"])),
        owners=in_a_list(lacking),
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


def users(marts: Marts) -> Answer | None:
    """State the concentration of training compute beside the owners."""
    return training(marts) if owners(marts) else None


def outside(marts: Marts) -> Answer | None:
    """State what others count at universities, beside the listed chips."""
    fact = universities(marts)
    if fact.row["counted"] is None or fact.row["part"] is None:
        return None
    return state(
        "{publisher} counts {counted} H100 equivalents at universities of the United States, or "
        "{part} of the listed chips. Language models read them from web pages, so we use this "
        "number for nothing else.",
        publisher=Name("GPUsPerStudent.org"),
        counted=fact.count("counted"),
        part=fact.number("part", percent(fact.row["part"], 2)),
    )


def sites(marts: Marts) -> Answer | None:
    """State the share of the country of most data centers."""
    return state(
        "{share:When}, the United States had {share:with interval} of the computing power of "
        "{share:n} listed AI data centers. Most of those that the publisher found are there.",
        share=last(marts.estimates(*SITES, country="US", where=IS_YEAR)),
    )


def clusters(marts: Marts) -> Answer | None:
    """State the private share of listed clusters with its bounds, and who owns the public ones."""
    share = marts.newest(*CLUSTERS)
    if share is None:
        return None
    newest = newest_cluster(marts)
    end = (
        say(", on a list whose newest cluster dates from {newest}", newest=newest) if newest else ""
    )
    private = state(
        "Private owners held {share:with interval.1} of the computing power of the {share:n} "
        "listed GPU clusters at the end of {share:period}{end}. The share is {share:bounds.1} if "
        "clusters of shared or unknown ownership are all public or all private.",
        share=share,
        end=end,
    )
    public = state(
        "Clusters of universities had {academia:with interval.1}, and those of governments and "
        "their organisations {government:with interval.1}. The other public clusters have owners "
        "of other kinds or name none.",
        academia=last(marts.estimates(*PUBLIC, sector="academia")),
        government=last(marts.estimates(*PUBLIC, sector="government")),
    )
    return together(private, public)


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
    more=(changed, outside, users, sites, clusters),
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
