"""The meaning of the answer to each question, and its limits, in short."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Explanation:
    """Two short paragraphs without numbers, which hold for every publication."""

    means: str
    means_not: str


EXPLANATIONS: Mapping[str, Explanation] = {
    "who-trains": Explanation(
        "Each notable model counts once. A model counts as academic-only if all its known "
        "organisations are universities or the like. A team of a university and a company is a "
        "class of its own. The share is the number of models of a class, divided by all models "
        "whose class is known.",
        "The share does not count all models in the world. It counts models that a publisher "
        "calls notable and whose training compute is known. Large companies often keep their "
        "compute secret, so they are under-counted. The publisher still adds models to the "
        "newest years.",
    ),
    "how-fast": Explanation(
        "Compute is the number of calculations that the final training run took. A straight line "
        "is fitted to the logarithm of compute by date; its slope gives the time in which compute "
        "doubles. A shorter time means faster growth.",
        "The line does not forecast. It does not cover the cost of a model, or the test runs "
        "before the final one. Most values of compute are estimates, and an "
        "estimate can be wrong by a factor of two or more.",
    ),
    "how-far-apart": Explanation(
        "The ratio compares industry-only models with academic-only models of the same year, by "
        "their medians. A ratio of ten means that the median industry-only model took ten times "
        "the compute of the median academic-only model. An interval that includes one means that "
        "no difference can be claimed.",
        "The ratio does not compare everything that companies and universities own. It needs "
        "models of both teams with known compute, and in most years few academic-only models have "
        "a known compute. The ratio does not show that compute keeps academics out.",
    ),
    "what-is-in-reach": Explanation(
        "A budget is a number of GPUs for a month. Its compute is the peak performance of the "
        "GPUs, times the duration, times the share of the peak that training reaches. A model is "
        "within the budget if its final training run took no more compute. The GPU is the fastest "
        "NVIDIA model that was on sale when the year began. The table of numbers also has the "
        "H100 in every year. It shows which models could be trained again with the GPUs of 2023.",
        "A university could not always train a model within the budget. Training also takes data, "
        "staff, memory and failed runs, and one project seldom has all GPUs to itself. Large "
        "companies often keep their compute secret, and these models are not counted. The "
        "bounds state the share if all of them were inside or outside the budget.",
    ),
    "how-concentrated": Explanation(
        "We add up the training compute of the models of a year for each organisation. The share "
        "of the four largest organisations states how much of the total they have together. The "
        "compute of a model by two organisations is split between them.",
        "The share covers listed models with known compute only. A laboratory that keeps its "
        "compute secret is missing, so the true share can be higher or lower. The share does not "
        "show who owns the computers.",
    ),
    "who-discloses": Explanation(
        "Compute is known if the publisher of the list could state or estimate it. Weights can "
        "be downloaded if the list says so. Both shares are over all notable models of a year.",
        "A model without known compute is not always kept secret: the list may lack it for "
        "other reasons. Open weights do not mean open data or open code.",
    ),
    "who-publishes": Explanation(
        "Each accepted paper counts once. A paper counts as academic-only if every known "
        "affiliation is a university or the like. A share with fixed venues "
        "gives each venue the same weight in every period; figures draw it as a thick line. Thin "
        "lines pool all lists of a year, so thick and thin lines differ. "
        "Papers without a known affiliation are unknown and not part of the share.",
        "In pooled shares, the venues differ from year to year. So a change of the share is also a "
        "change of venues. Some large venues have no list. "
        "Rules assign affiliations to sectors, and they make errors.",
    ),
    "on-what": Explanation(
        "Terms in title and abstract assign a paper to topics. The ratio compares industry's share "
        "of the papers on a topic with its share of all papers. A second measure asks "
        "whether academic-only papers are rarer in topics whose models take more compute.",
        "The topics are few, they overlap, and we chose them. A relation between topics and "
        "compute depends on this choice, on the years and on the method. It does not show that "
        "compute drives academics out of a topic.",
    ),
    "who-adopts": Explanation(
        "We search titles and abstracts for the names of pre-trained models, and look up who "
        "made each model. The share is over papers whose abstract is known.",
        "A paper that names a model need not use it, and many papers use a model without naming "
        "it in the abstract. The search finds models of our own list only. The share therefore "
        "does not measure all use.",
    ),
}
