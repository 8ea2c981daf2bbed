"""The pages of the site, and the figures, tables and marts on each of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from reports.figure_catalogue import FIGURES
from reports.text.formatting import PURE_TEAMS

FIGURE_IDS = tuple(FIGURES)


@dataclass(frozen=True)
class Headline:
    """A table of headline numbers: one metric, one definition, and the team classes to show.

    An empty ``definition`` selects the one with most cases. ``teams`` lists team classes, where ""
    means all teams together. If ``teams`` is empty, every row is shown. If ``regions`` is true, the
    rows by country or region over all years replace the rows of the world.
    """

    metric: str
    definition: str = ""
    teams: Sequence[str] = ()
    regions: bool = False


@dataclass(frozen=True)
class MartTable:
    """A mart shown as a table: ``where`` selects its rows, ``order`` sorts them, in SQL.

    ``empty`` is the text for a table without rows. If it is empty too, such a table is not shown.
    """

    mart: str
    title: str
    where: str = "true"
    order: str = "all"
    empty: str = ""
    columns: str = "*"


@dataclass(frozen=True)
class Page:
    """One page of the site; ``figures`` are ids or patterns of ids.

    ``terms`` are words of the glossary that the page explains. ``near`` are ids of pages on the
    same subject.
    """

    id: str
    link: str
    title: str
    figures: Sequence[str] = ()
    headlines: Sequence[Headline] = ()
    tables: Sequence[MartTable] = ()
    template: str = "question.html"
    terms: Sequence[str] = ()
    near: Sequence[str] = ()

    def contains(self, figure: str) -> bool:
        """Return whether a figure belongs on this page."""
        return any(fnmatchcase(figure, pattern) for pattern in self.figures)


WHOLE_AND_PURE = ("", *PURE_TEAMS)
REACH = tuple(
    f"notable_{budget}_{rule}"
    for rule in ("of_year", "fixed")
    for budget in ("node", "cluster", "national")
)
SLOPES = MartTable(
    "metrics_latest",
    "Slope over all years, by definition",
    "metric = 'academic_share_on_intensity' and period = 'all' and region is null"
    " and not suppressed",
    "definition, counting",
)
ACCELERATORS = MartTable(
    "accelerator_counts",
    "Number of accelerators in abstracts that state a number (a weak proxy of compute)",
    "period = 'all'",
    "source, team_class",
)
NO_HARVEST = "This publication has no complete harvest of arXiv yet."
TOPIC_ACCURACY = MartTable(
    "topic_accuracy",
    "Accuracy of topic tags, on works that were not used to write the terms",
    "split = 'test'",
    "is_imprecise desc, topic, measure",
)

QUESTIONS = (
    Page(
        "who-trains",
        "Who trains",
        "Who trains notable models?",
        (
            "model_team_share_periods",
            "model_team_share",
            "top10_industry",
            "model_countries",
            "change_of_models",
        ),
        (
            Headline("model_team_share", "notable_compute_known", PURE_TEAMS),
            Headline("top10_industry_share", "notable_compute_known"),
            Headline("model_country_share", "notable_compute_known", regions=True),
        ),
        terms=(
            "academic-only, industry-only",
            "notable model",
            "known compute",
            "interval by organisation",
            "vintage",
        ),
        near=("how-far-apart", "who-publishes", "revisions"),
    ),
    Page(
        "how-fast",
        "How fast",
        "How fast does training compute grow?",
        ("compute_over_time",),
        (Headline("compute_doubling_months", "notable_compute_known", WHOLE_AND_PURE),),
        terms=("known compute", "notable model", "interval by organisation", "vintage"),
        near=("how-far-apart", "how-concentrated", "who-trains"),
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
                "Training hardware of notable models on the latest list, by peak FLOP/s (the file"
                " states what is missing for the other models)",
                "lacks is null",
                "setup_flop_per_second desc, model",
                "This publication has no table of machine-learning hardware yet.",
            ),
            MartTable(
                "training_hardware_names",
                "Hardware of notable models that the hardware table does not list",
                "hardware_name is null and hardware_vintage is not null",
                "models desc, named",
            ),
        ),
        terms=(
            "academic-only, industry-only",
            "known compute",
            "notable model",
            "interval by organisation",
            "vintage",
        ),
        near=("how-fast", "how-concentrated", "who-trains"),
    ),
    Page(
        "what-is-in-reach",
        "What is in reach",
        "What could academia train?",
        ("reachable_share", "compute_sponsor"),
        (
            *(Headline("reachable_share", name, WHOLE_AND_PURE) for name in REACH),
            Headline("compute_sponsor_share", "notable"),
            Headline("compute_sponsor_coverage", "notable"),
        ),
        (
            MartTable(
                "reachable_halves",
                "The year from which a budget reaches less than half of the models",
                "utilization_level = 'central'"
                " and vintage = (select max(vintage) from marts.reachable_halves)",
                "definition, team_class nulls first",
            ),
            MartTable(
                "compute_budgets",
                "Budgets by year, with their devices, price and training compute",
                "utilization_level = 'central'",
                "hardware_rule desc, budget, year desc",
                "This publication has no table of machine-learning hardware yet.",
            ),
        ),
        template="reach.html",
        terms=("known compute", "notable model", "bounds", "interval by organisation", "vintage"),
        near=("how-far-apart", "who-trains", "how-fast"),
    ),
    Page(
        "how-concentrated",
        "How concentrated",
        "How concentrated is training compute?",
        ("compute_concentration*", "cluster_*"),
        (
            Headline("compute_concentration", "notable_compute_known"),
            Headline("cluster_private_share", "clusters_in_place"),
        ),
        (
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
        terms=(
            "known compute",
            "notable model",
            "academic-only, industry-only",
            "interval by organisation",
            "vintage",
        ),
        near=("who-trains", "how-concentrated", "quality"),
    ),
    Page(
        "who-publishes",
        "Who publishes",
        "Who publishes machine learning papers?",
        (
            "paper_team_share*",
            "paper_any_industry*",
            "normalised_collaboration*",
            "change_of_papers",
        ),
        (
            Headline("paper_team_share", "accepted_fixed_venues", PURE_TEAMS),
            Headline("any_industry_share", "accepted_fixed_venues", ("",)),
            Headline("paper_team_share", "accepted", PURE_TEAMS),
            Headline("any_industry_share", "accepted", ("",)),
            Headline("normalised_collaboration"),
            Headline("citation_weighted_share", "", PURE_TEAMS),
            Headline("paper_affiliation_coverage", "accepted", ("",)),
        ),
        (
            MartTable(
                "venue_coverage",
                "Share of the papers on DBLP and OpenReview that this platform stores, by venue",
                "year is null and n >= 5",
                "listing, source, value desc, venue",
            ),
            MartTable(
                "venue_panel",
                "Lists of the fixed panel of venues since 2013, and the lists that it lacks",
                "year >= 2013",
                "source, venue, year desc",
            ),
        ),
        terms=("academic-only, industry-only", "venue-year", "n_unknown", "bounds", "vintage"),
        near=("on-what", "who-adopts", "who-trains"),
    ),
    Page(
        "on-what",
        "On what",
        "On which topics do industry and academia publish?",
        ("topic_tilt", "topic_*", "accelerator_mentions*"),
        (
            Headline("topic_tilt"),
            Headline("topic_compute_intensity", "all_models_compute_known"),
            Headline("academic_share_on_intensity", "wls_all_models"),
            Headline("topic_tilt", "accepted", regions=True),
            Headline("topic_compute_intensity", "all_models_compute_known", regions=True),
            Headline("academic_share_on_intensity", "wls_all_models", regions=True),
        ),
        (SLOPES, ACCELERATORS, TOPIC_ACCURACY),
        terms=("academic-only, industry-only", "known compute", "counting", "vintage"),
        near=("who-publishes", "who-adopts", "who-trains"),
    ),
    Page(
        "who-adopts",
        "Who adopts",
        "Who adopts whose pre-trained models?",
        ("adoption_*",),
        (
            Headline("pretrained_adoption", "accepted_same_venues", WHOLE_AND_PURE),
            Headline("pretrained_adoption", "accepted", WHOLE_AND_PURE),
            Headline("hub_derivative_share", "hub_accounts", WHOLE_AND_PURE),
            Headline("hub_derivative_share", "hub_accounts_by_maker", (*PURE_TEAMS, "community")),
        ),
        (
            MartTable(
                "pretrained_accuracy",
                "Accuracy of the detection of pre-trained models in abstracts",
            ),
            MartTable(
                "hub_adoption",
                "Models on the Hugging Face Hub and models derived from them, by team class and by"
                " account",
                "vintage = (select max(vintage) from marts.hub_adoption)",
                "account is not null, derivatives desc, models desc, team_class, account",
                "This publication has no listing of the Hugging Face Hub yet.",
            ),
        ),
        terms=("academic-only, industry-only", "n_unknown", "vintage"),
        near=("who-publishes", "on-what", "who-discloses"),
    ),
)
ABOUT = (
    Page(
        "revisions",
        "Revisions",
        "How revisions change past years",
        ("revision_*",),
        (),
        (
            MartTable(
                "revision_pairs",
                "Consecutive vintages and the share of their rows that match",
                "is_consecutive and family = 'notable'",
                "new_vintage desc",
            ),
            MartTable(
                "revision_counts",
                "Changes of rows between the two latest vintages, by year",
                "is_consecutive and definition = 'notable_compute_known' and year >= 2010"
                " and new_vintage = (select max(new_vintage) from marts.revision_counts)",
                "year desc",
            ),
            MartTable(
                "backfill_by_age",
                "Completeness of a year, by its age",
                "definition = 'notable_compute_known'",
                "team_class, age_rank",
            ),
            MartTable(
                "label_revision",
                "Labels that changed",
                order="changed_at desc, subject, affiliation, paper_id, work_id",
                empty="No label of an affiliation or a work has changed since it was first set.",
            ),
        ),
        "revisions.html",
    ),
    Page(
        "published",
        "Published figures",
        "Published figures and our values",
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
    Page("search", "Search", "Search", template="search.html"),
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
                "Accuracy of affiliation labels: test strings sampled by number of mentions, and"
                " strings of organisations that no rule and no earlier label knew, each with the"
                " same chance",
                "(split = 'test' and stratum = 'mention')"
                " or (split = 'unseen_3' and stratum is null)",
            ),
            MartTable(
                "affiliation_held_out",
                "Accuracy on strings of organisations that were held out",
                order="label_set, measure, class, reading",
            ),
            MartTable(
                "affiliation_agreement",
                "Papers of AAAI and IJCAI with a company, as counted by ICADL2024 and by our "
                "classification of the same affiliations",
                order="venue, year",
            ),
            MartTable(
                "affiliation_adjudication",
                "Which side is right in 200 of these disagreements, judged by the affiliations",
                order="side, right_side, papers desc",
            ),
            MartTable("affiliation_confusion", "Confusion between sectors", "split = 'test'"),
            TOPIC_ACCURACY,
            MartTable(
                "pretrained_accuracy",
                "Accuracy of the detection of pre-trained models in abstracts",
            ),
            MartTable(
                "venue_coverage",
                "Venues and years with the lowest coverage of the papers on DBLP or OpenReview",
                "year is not null and n >= 5",
                "value, listing, source, venue, year",
            ),
            MartTable(
                "silent_changes",
                "Works that OpenAlex changed without a new date, in the latest audit",
                "audited_on = (select max(audited_on) from marts.silent_changes)",
                "value desc, field",
            ),
            MartTable(
                "preprint_categories",
                "Accepted papers found on arXiv, by venue and primary category (lower bounds: a"
                " paper with another title on arXiv is not found)",
                "year is null and n >= 5",
                "primary_category is not null, source, venue, k desc, primary_category",
                NO_HARVEST,
            ),
            MartTable(
                "model_date_counts",
                "Days from the first arXiv version of a paper to the date of its notable model (an"
                " unknown day counts as the 15th)",
                empty=NO_HARVEST,
            ),
            MartTable(
                "model_dates",
                "Notable models whose date is furthest from the first arXiv version of their paper",
                "days_later is not null",
                "abs(days_later) desc, source, model",
                NO_HARVEST,
            ),
        ),
        "quality.html",
    ),
    Page("methods", "Methods", "Methods and definitions", template="methods.html"),
    Page("terms", "Terms", "Terms and examples", template="terms.html"),
    Page("caveats", "Caveats", "What the numbers do not show", template="caveats.html"),
    Page("cite", "Cite", "Cite a number", template="cite.html"),
    Page("use", "Use the data", "Use the data", template="use.html"),
    Page("data", "Data", "Data to download", template="data.html"),
    Page("changes", "Changes", "Changes between publications", template="changes.html"),
)
PAGES = (*QUESTIONS, *ABOUT)


def figures_of(page: Page) -> list[str]:
    """List the figures of a page, in the order of its patterns."""
    ranks = {
        figure: next(i for i, p in enumerate(page.figures) if fnmatchcase(figure, p))
        for figure in FIGURE_IDS
        if page.contains(figure)
    }
    return sorted(ranks, key=lambda figure: ranks[figure])


QUESTION_FIGURES = frozenset(figure for page in QUESTIONS for figure in figures_of(page))
