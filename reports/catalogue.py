"""What is published: the figures by id, and the page on which each of them stands.

A figure is a module of ``reports.figures`` with a function ``build(marts) -> Figure``; it is
published once its id stands here. Modules are named, not imported: plotting takes seconds to
import, and an orchestrator that only lists the figures must not wait for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

FIGURE_IDS = (
    "model_team_share_periods",
    "model_team_share",
    "revision_fan",
    "compute_over_time",
    "compute_gap",
    "training_hardware_gap",
    "top10_industry",
    "disclosure",
    "open_weights",
    "paper_any_industry",
    "paper_team_share",
    "adoption_by_origin",
    "accelerator_mentions",
    "normalised_collaboration",
    "affiliation_accuracy",
    "topic_scatter",
    "topic_regions",
    "topic_tilt",
    "topic_shares",
    "topic_heatmap",
    "compute_concentration",
    "cluster_private_share",
    "revision_decomposition",
    "revision_decomposition_industry",
    "sensitivity_academic_share",
    "sensitivity_industry_lead",
    "sensitivity_doubling",
    "sensitivity_compute_gap",
    "published_against_recomputed",
    "published_against_recomputed_other",
    "published_against_recomputed_counts",
)


@dataclass(frozen=True)
class Headline:
    """A table of a page: one metric, one definition, and the team classes to show.

    ``teams`` names classes, where "" is all teams together; without any, every row is shown.
    ``definition`` is empty where the metric has one of its own, whatever its name. ``regions``
    shows each region's rows of all years together, in place of those of the whole world.
    """

    metric: str
    definition: str = ""
    teams: Sequence[str] = ()
    regions: bool = False


@dataclass(frozen=True)
class MartTable:
    """A mart that a page shows as it is; ``where`` chooses its rows, ``order`` sorts them.

    ``empty`` is what no row means; without it, a table without rows is not shown.
    """

    mart: str
    title: str
    where: str = "true"
    order: str = "all"
    empty: str = ""


@dataclass(frozen=True)
class Page:
    """One page of the site; ``figures`` are ids, or patterns of ids that are still to come."""

    id: str
    link: str
    title: str
    figures: Sequence[str] = ()
    headlines: Sequence[Headline] = ()
    tables: Sequence[MartTable] = ()
    template: str = "question.html"

    def holds(self, figure: str) -> bool:
        """Tell whether a figure belongs on this page."""
        return any(fnmatchcase(figure, pattern) for pattern in self.figures)


PURE = ("academic_only", "industry_only")
WHOLE_AND_PURE = ("", *PURE)
SLOPES = MartTable(
    "metrics_latest",
    "The slope of all years by every definition",
    "metric = 'academic_share_on_intensity' and period = 'all' and country is null"
    " and not suppressed",
    "definition, counting",
)
ACCELERATORS = MartTable(
    "accelerator_counts",
    "How many accelerators abstracts count, of those that count any: a proxy, and a weak one",
    "period = 'all'",
    "source, team_class",
)
NO_HARVEST = "No harvest of arXiv that has reached the present is held yet."
TOPIC_ACCURACY = MartTable(
    "topic_accuracy",
    "How well papers are tagged with topics, on works that were not used to write the terms",
    "split = 'test'",
    "is_imprecise desc, topic, measure",
)

QUESTIONS = (
    Page(
        "who-trains",
        "Who trains",
        "Who trains notable models?",
        ("model_team_share_periods", "model_team_share", "top10_industry"),
        (
            Headline("model_team_share", "notable_compute_known", PURE),
            Headline("top10_industry_share", "notable_compute_known"),
            Headline("model_country_share", "notable_compute_known", regions=True),
        ),
    ),
    Page(
        "how-fast",
        "How fast",
        "How fast does training compute grow?",
        ("compute_over_time",),
        (Headline("compute_doubling_months", "notable_compute_known", WHOLE_AND_PURE),),
    ),
    Page(
        "how-far-apart",
        "How far apart",
        "How far apart are industry and academia?",
        ("compute_gap*", "training_hardware*"),
        (
            Headline("compute_gap", "notable_compute_known_median"),
            Headline("compute_gap", "notable_compute_known_max"),
            Headline("training_hardware_gap", "notable_device_peak_median"),
            Headline("training_hardware_gap", "notable_setup_peak_median"),
        ),
        (
            MartTable(
                "training_hardware",
                "What notable models of the newest list were trained on, by peak FLOP/s; what is"
                " lacking to know it of the others stands in the file",
                "lacks is null",
                "setup_flop_per_second desc, model",
                "No table of machine-learning hardware is held yet.",
            ),
            MartTable(
                "training_hardware_names",
                "Names of hardware that notable models give and the table of hardware lacks",
                "hardware_name is null and hardware_vintage is not null",
                "models desc, named",
            ),
        ),
    ),
    Page(
        "how-concentrated",
        "How concentrated",
        "How concentrated is training compute?",
        ("compute_concentration*", "cluster_*"),
        (
            Headline("compute_concentration", "notable_compute_known"),
            Headline("cluster_private_share", "clusters_standard"),
        ),
        (
            MartTable(
                "compute_owners",
                "Largest holders of a year's compute",
                "size_rank <= 4 and definition = 'notable_compute_known' and period >= '2019'"
                " and vintage = (select max(vintage) from marts.compute_owners)",
                "period desc, size_rank",
            ),
        ),
    ),
    Page(
        "who-discloses",
        "Who discloses",
        "Who discloses training compute, and who releases weights?",
        ("disclosure*", "open_weights*"),
        (
            Headline("disclosure_share", "notable", WHOLE_AND_PURE),
            Headline("open_weights_share", "notable", WHOLE_AND_PURE),
        ),
    ),
    Page(
        "who-publishes",
        "Who publishes",
        "Who publishes machine learning papers?",
        ("paper_any_industry*", "paper_team_share*", "normalised_collaboration*"),
        (
            Headline("paper_team_share", "accepted", PURE),
            Headline("any_industry_share", "accepted", ("",)),
            Headline("normalised_collaboration"),
            Headline("citation_weighted_share", "", PURE),
            Headline("paper_affiliation_coverage", "accepted", ("",)),
        ),
        (
            MartTable(
                "venue_coverage",
                "How much of what DBLP and OpenReview list for a venue is held",
                "year is null and n >= 5",
                "listing, source, value desc, venue",
            ),
        ),
    ),
    Page(
        "on-what",
        "On what",
        "On which topics do industry and academia publish?",
        ("topic_*", "accelerator_mentions*"),
        (
            Headline("topic_tilt"),
            Headline("topic_compute_intensity", "all_models_compute_known"),
            Headline("academic_share_on_intensity", "wls_all_models"),
            Headline("topic_tilt", "accepted", regions=True),
            Headline("topic_compute_intensity", "all_models_compute_known", regions=True),
            Headline("academic_share_on_intensity", "wls_all_models", regions=True),
        ),
        (SLOPES, ACCELERATORS, TOPIC_ACCURACY),
    ),
    Page(
        "who-adopts",
        "Who adopts",
        "Who adopts whose pre-trained models?",
        ("adoption_*",),
        (
            Headline("pretrained_adoption", "accepted_same_venues", WHOLE_AND_PURE),
            Headline("pretrained_adoption", "accepted", WHOLE_AND_PURE),
            Headline("hub_derivative_share", "", WHOLE_AND_PURE),
        ),
        (
            MartTable("pretrained_accuracy", "How well mentions of models are found"),
            MartTable(
                "hub_adoption",
                "Models listed on the Hugging Face Hub, and those of others made from them: by team"
                " class of the account, then by account",
                "vintage = (select max(vintage) from marts.hub_adoption)",
                "account is not null, derivatives desc, models desc, team_class, account",
                "No listing of the Hugging Face Hub is held yet.",
            ),
        ),
    ),
)
ABOUT = (
    Page(
        "revisions",
        "Revisions",
        "How the past changes: revisions and values as of a date",
        ("revision_*",),
        (),
        (
            MartTable(
                "revision_pairs",
                "Vintages compared, with their match rates",
                "is_consecutive and family = 'notable'",
                "new_vintage desc",
            ),
            MartTable(
                "revision_counts",
                "What happened to the rows between the two newest vintages, by year",
                "is_consecutive and definition = 'notable_compute_known' and year >= 2010"
                " and new_vintage = (select max(new_vintage) from marts.revision_counts)",
                "year desc",
            ),
            MartTable(
                "backfill_by_age",
                "How complete a year is, by its age",
                "definition = 'notable_compute_known'",
                "team_class, age_rank",
            ),
            MartTable(
                "label_revision",
                "Labels that changed",
                order="changed_at desc, subject, affiliation, paper_id, work_id",
                empty="No label of an affiliation or a work has changed since it was first given.",
            ),
        ),
        "revisions.html",
    ),
    Page(
        "published",
        "Published figures",
        "Published figures against ours",
        ("published_against_recomputed*",),
        template="published.html",
    ),
    Page(
        "sensitivity",
        "Sensitivity",
        "How much the answers depend on choices",
        ("sensitivity*",),
        template="sensitivity.html",
    ),
    Page("sources", "Sources", "Sources and licences", template="sources.html"),
    Page(
        "quality",
        "Data quality",
        "Data quality",
        ("affiliation_accuracy*",),
        (),
        (
            MartTable(
                "affiliation_accuracy",
                "How well affiliations are classified, on strings drawn by their mentions",
                "split = 'test' and stratum = 'mention'",
            ),
            MartTable(
                "affiliation_confusion", "Which sectors are taken for which", "split = 'test'"
            ),
            TOPIC_ACCURACY,
            MartTable("pretrained_accuracy", "How well mentions of models are found"),
            MartTable(
                "venue_coverage",
                "Venues and years of which least is held, of those that DBLP or OpenReview lists",
                "year is not null and n >= 5",
                "value, listing, source, venue, year",
            ),
            MartTable(
                "silent_changes",
                "Changes of works at OpenAlex that moved no date, on the last day of a look",
                "swept_on = (select max(swept_on) from marts.silent_changes)",
                "value desc, field",
            ),
            MartTable(
                "preprint_categories",
                "Accepted papers that are on arXiv, and their primary categories, over all years of"
                " a venue: floors, as what is titled otherwise there is not found",
                "year is null and n >= 5",
                "primary_category is not null, source, venue, k desc, primary_category",
                NO_HARVEST,
            ),
            MartTable(
                "model_date_counts",
                "How far the dates of notable models, of which an unknown day is the 15th, are from"
                " the first versions of their papers on arXiv",
                empty=NO_HARVEST,
            ),
            MartTable(
                "model_dates",
                "Notable models whose date is furthest from the first version of their paper",
                "days_later is not null",
                "abs(days_later) desc, source, model",
                NO_HARVEST,
            ),
        ),
        "quality.html",
    ),
    Page("methods", "Methods", "Methods and definitions", template="methods.html"),
    Page("caveats", "Caveats", "What the numbers do not show", template="caveats.html"),
    Page("data", "Data", "Data to take away", template="data.html"),
    Page("changes", "Changes", "Changes between publications", template="changes.html"),
)
PAGES = (*QUESTIONS, *ABOUT)


def figures_of(page: Page) -> list[str]:
    """List the figures that stand on a page, in the order of its patterns."""
    ranks = {
        figure: next(i for i, p in enumerate(page.figures) if fnmatchcase(figure, p))
        for figure in FIGURE_IDS
        if page.holds(figure)
    }
    return sorted(ranks, key=lambda figure: ranks[figure])
