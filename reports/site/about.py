"""The pages about the numbers, and all pages in their order."""

from reports.marts.tables import MartTable
from reports.questions import QUESTIONS
from reports.questions.on_what import TOPIC_ACCURACY
from reports.questions.question import Page
from reports.questions.who_adopts import DETECTION

ABOUT = (
    Page(
        id="revisions",
        link="Revisions",
        title="How revisions change past years",
        template="revisions.html",
        figures=("revision_decomposition", "revision_decomposition_industry", "revision_fan"),
        tables=(
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
                "year_completeness",
                "How complete a year is, with the forecasts of earlier lists for the newest one",
                order="definition, target_vintage nulls first, vintage, year",
                columns="* exclude (source)",
            ),
            MartTable(
                "backfill_by_age",
                "Completeness of a year, by its age",
                "definition = 'notable_compute_known'",
                "team_class, age_rank",
            ),
        ),
    ),
    Page(
        id="published",
        link="Published figures",
        title="Published figures and our values",
        template="published.html",
        figures=("published_against_recomputed",),
    ),
    Page(id="claims", link="Claims", title="Claims of others", template="claims.html"),
    Page(
        id="sensitivity",
        link="Sensitivity",
        title="How much the answers depend on choices",
        template="sensitivity.html",
        figures=(
            "sensitivity_academic_share",
            "sensitivity_industry_lead",
            "sensitivity_compute_gap",
        ),
    ),
    Page(id="search", link="Search", title="Search", template="search.html"),
    Page(id="sources", link="Sources", title="Sources and licences", template="sources.html"),
    Page(
        id="quality",
        link="Data quality",
        title="Data quality",
        template="quality.html",
        tables=(
            MartTable(
                "affiliation_accuracy",
                "Accuracy of affiliation labels: test strings sampled by number of mentions, and"
                " strings of organisations that no rule and no earlier label knew, each with the"
                " same chance",
                "(split = 'test' and stratum = 'mention')"
                " or (split in ('unseen_3', 'unseen_4') and stratum is null)",
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
            MartTable(
                "listing_agreement",
                "Accepted papers that two sources list with a known team: whether the team class is"
                " the same, and who finds an industry author",
            ),
            MartTable(
                "institution_agreement",
                "Authors whose sector we and OpenAlex know: whether a sector that one side names"
                " is also named by the other, which reads the same affiliations",
                empty="No stored work of OpenAlex has an institution to compare our labels with.",
            ),
            MartTable("affiliation_confusion", "Confusion between sectors", "split = 'test'"),
            TOPIC_ACCURACY,
            DETECTION,
        ),
    ),
    Page(id="methods", link="Methods", title="Methods and definitions", template="methods.html"),
    Page(id="terms", link="Terms", title="Terms and examples", template="terms.html"),
    Page(
        id="caveats",
        link="Caveats",
        title="What the numbers do not show",
        template="caveats.html",
    ),
    Page(id="cite", link="Cite", title="Cite a number", template="cite.html"),
    Page(id="use", link="Use the data", title="Use the data", template="use.html"),
    Page(id="data", link="Data", title="Data to download", template="data.html"),
    Page(
        id="changes",
        link="Changes",
        title="Changes between publications",
        template="changes.html",
    ),
)
PAGES: tuple[Page, ...] = (*QUESTIONS, *ABOUT)
