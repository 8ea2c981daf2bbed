"""How concentrated training compute is."""

from reports.marts.headlines import Headline
from reports.marts.reader import Marts
from reports.marts.tables import MartTable
from reports.questions.question import Answer, Question
from reports.questions.wording import say, so_far

CONCENTRATION = ("compute_concentration", "notable_compute_known")
CLUSTERS = ("cluster_private_share", "clusters_in_place")


def answer(marts: Marts) -> Answer | None:
    """State the share of the four organisations with the most compute, in two finished years."""
    years = marts.finished_years(*CONCENTRATION, unit="cr4")[-2:]
    if not years:
        return None
    text = (
        "Four organisations used {share:with interval} of the known compute of "
        "{share:n} notable models of {share:period}"
    )
    before = say(", and {share:with interval} of {share:n} of {share:period}", share=years[0])
    sentence = say(text + "{before}.", share=years[-1], before=before if len(years) > 1 else "")
    running = marts.running(*CONCENTRATION, unit="cr4")
    return Answer([sentence, *so_far(running, "{share:with interval} of {share:n}")])


def clusters(marts: Marts) -> Answer | None:
    """State the private share of the computing power of listed clusters, with its bounds."""
    share = marts.newest(*CLUSTERS)
    if share is None:
        return None
    sentence = say(
        "Private owners held {share:with interval.1} of the computing power of the {share:n} "
        "listed GPU clusters at the end of {share:period}. The share is {share:bounds.1} if "
        "clusters of shared or unknown ownership are all public or all private.",
        share=share,
    )
    title = say(
        "Private owners held {share:with interval} of the computing power of listed GPU clusters "
        "at the end of {share:period}",
        share=share,
    )
    is_clear = share.ci_high is not None and not share.ci_low <= 0.5 <= share.ci_high
    return Answer([sentence], title if is_clear else None)


QUESTION = Question(
    id="how-concentrated",
    link="How concentrated",
    title="How concentrated is training compute?",
    means=(
        "We add up the training compute of the models of a year for each organisation. The share "
        "of the four largest organisations states how much of the total they have together. The "
        "compute of a model by two organisations is split between them."
    ),
    means_not=(
        "The share covers listed models with known compute only. A laboratory that keeps its "
        "compute secret is missing, so the true share can be higher or lower. The share does not "
        "show who owns the computers."
    ),
    answer=answer,
    more=(clusters,),
    figures=("compute_concentration", "cluster_private_share"),
    headlines=(
        Headline("compute_concentration", "notable_compute_known"),
        Headline("cluster_private_share", "clusters_in_place"),
    ),
    tables=(
        MartTable(
            "compute_owners",
            "Organisations with the most training compute, by year",
            "size_rank <= 4 and definition = 'notable_compute_known' and period >= '2019'"
            " and vintage = (select max(vintage) from marts.compute_owners)",
            "period desc, size_rank",
        ),
    ),
    terms=("known compute", "notable model", "interval by organisation", "vintage"),
    near=("how-far-apart", "who-discloses", "who-trains"),
)
