"""The results of all checks, what the numbers leave out, and how often labels are right."""

from dbt_project.functions.estimates.intervals import wilson
from reports.marts import affiliations
from reports.marts.reader import Marts
from reports.marts.tables import MartTable
from reports.publication import evidence
from reports.questions.on_what import TOPIC_ACCURACY
from reports.questions.question import Page
from reports.questions.who_adopts import DETECTION
from reports.questions.wording import say
from reports.site.mart_table import mart_table
from reports.site.view import View
from reports.text.formatting import percent
from reports.text.sentence import Number, Sentence

ACCURACY = ("value", "ci_low", "ci_high")
SET_ASIDE = MartTable(
    "rows_set_aside",
    "Rows of the stored files that break a rule, listed once for each rule",
    order="source, file, list, source_row, rule",
    empty="No row of the stored files breaks a rule.",
    columns="file, list, source_row, rule, column_name, value",
)


def accuracy(marts: Marts) -> list[Sentence]:
    """State how often labels are right, on known lists and on lists that no rule was written on."""
    texts = {
        ("test", "mention"): "mentions on the lists that the rules were written on",
        ("unseen_3", None): "strings naming organisations that no rule knew",
        ("unseen_4", None): "strings from lists that no rule was written on",
    }
    sentences = []
    for (split, stratum), what in texts.items():
        fact = affiliations.exact_sets(marts, split, stratum)
        if fact.row["n"] is not None:
            shares = {name: fact.number(name, percent(fact.row[name])) for name in ACCURACY}
            text = f"We get all sectors right in {{value}} ({{ci_low}} to {{ci_high}}) of {what}."
            sentences.append(Sentence(text, shares))
    return sentences


def agreement(marts: Marts) -> list[Sentence]:
    """Compare two readings of the same affiliations, and say who judged where they differ."""
    agreement = affiliations.agreement(marts)
    if agreement.row["papers"] is None:
        return []
    text = (
        "Both sides read the same printed affiliations of {papers} papers. We find a company in "
        "{ours} of them, and ICADL2024 in {theirs}: only we in {only_ours}, only they in "
        "{only_theirs}. One annotator judged a random sample of each by what the papers print."
    )
    sentences = [say(text, **{name: agreement.count(name) for name in agreement.row})]
    for side, name in (("only ours", "only we"), ("only theirs", "only they")):
        sample = affiliations.judged(marts, side)
        k, n = sample.count("k"), sample.count("n")
        low, high = (Number(percent(end), end) for end in wilson(k.value / n.value, n.value))
        text = f"Where {name} find one, we are right in {{k}} of {{n}} ({{low}} to {{high}})."
        sentences.append(say(text, k=k, n=n, low=low, high=high))
    return sentences


VIEW = View(
    Page(
        id="quality",
        link="Data quality",
        title="Data quality",
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
                "Accuracy on strings naming organisations held out from the rules",
                order="label_set, measure, class, reading",
            ),
            MartTable(
                "affiliation_agreement",
                "Papers at AAAI and IJCAI with a company, as counted by ICADL2024 and by us from "
                "the same affiliations",
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
    lambda marts, content: {
        "quality": evidence.quality(content.publication.checks),
        "set_aside": mart_table(marts, SET_ASIDE),
        "overrides": content.overrides,
        "labels": [*accuracy(marts), *agreement(marts)],
    },
)
