"""The data of each template: one function per template, with the same name."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from reports.marts import affiliations, dimensions, source_status
from reports.marts import revisions as revision_queries
from reports.marts import sources as source_files
from reports.marts.left_out import left_out
from reports.marts.reader import MODELS, Marts
from reports.marts.tables import MartTable
from reports.publication import evidence, export
from reports.publication.api import metric_names
from reports.publication.content import PublicationContent
from reports.publication.descriptors import schema_org
from reports.publication.model import Drawn
from reports.questions import QUESTIONS
from reports.questions.question import Page, Question
from reports.questions.tables import HeadlineTable, table_id
from reports.questions.wording import say
from reports.site import claims as claim_table
from reports.site import explorer, specification
from reports.site.about import PAGES
from reports.site.examples import examples
from reports.site.glossary import organisations
from reports.site.glossary import terms as terms_of
from reports.site.mart_table import mart_table
from reports.site.reach import budget_table, calculator
from reports.site.references import figure_reference, page_reference
from reports.text.formatting import (
    cause_name,
    count,
    day_name,
    percent,
    sentence_list,
)
from reports.text.sentence import Sentence
from reports.text.units import format_change, format_interval, format_published

TITLE = "How much of machine learning is still academic?"
ACCURACY = ("value", "ci_low", "ci_high")


def front(marts: Marts, content: PublicationContent) -> dict[str, Any]:
    """Return the front page: the answer with a chart, and the answer to each other question."""
    first, *others = QUESTIONS
    fact = content.answers[first.id].answer
    return {
        "page": None,
        "behind": source_status.behind(marts),
        "title": TITLE,
        "answer": fact,
        "coverage": _coverage(marts, first),
        "lead": _first(first, content),
        "others": [
            {
                "page": question,
                "answer": content.answers[question.id].answer,
                "reason": _reason(marts, question),
                "figure": _first(question, content),
            }
            for question in others
        ],
        "summary": str(fact.sentences[0]) if fact else "",
        "card": _first(first, content),
        "reference": page_reference(content, TITLE, "index", content.headlines.values()),
    }


def _coverage(marts: Marts, subject: Page) -> Sentence | str:
    """State the least measured coverage of the intervals of a page, if it is below their level."""
    metrics = [headline.metric for headline in subject.headlines]
    fact = dimensions.least_covered(marts, metrics)
    if fact.row["least"] is None:
        return ""
    text = (
        "Some 95% intervals cover less often on simulated lists, at least {least} times in 100: "
        "see the caveats."
    )
    return say(text, least=fact.count("least"))


def _reason(marts: Marts, subject: Page) -> str:
    """Return why a question has no answer: a reason in the marts, or too few cases."""
    first = subject.headlines[0]
    reason = dimensions.why_absent(marts, first.metric, first.definition)
    return reason or "The data has too few cases."


def _first(subject: Page, content: PublicationContent) -> Drawn | None:
    """Return the first figure of a page that the data supports."""
    return next(iter(_figures(subject, content)), None)


def _figures(subject: Page, content: PublicationContent) -> list[Drawn]:
    figures = {figure.id: figure for figure in content.figures}
    return [figures[name] for name in subject.figures if name in figures]


def _lists(headlines: Sequence[HeadlineTable]) -> str:
    """Name the publishers behind tables, with the dates of their lists."""
    dates: dict[str, set[date]] = {}
    for table in headlines:
        dates.setdefault(table.scope.publisher, set()).add(table.scope.vintage)
    lists = "; ".join(
        f"{publisher}, as of {sentence_list([day_name(day) for day in sorted(days)])}"
        for publisher, days in dates.items()
    )
    return f"Source: {lists}." if lists else ""


def page(marts: Marts, subject: Page, content: PublicationContent) -> dict[str, Any]:
    """Return the context that all pages share: figures, tables, and reasons for missing ones."""
    index = PAGES.index(subject)
    headlines = _headlines(subject, content)
    charts = [_figure(marts, content, figure, subject) for figure in _figures(subject, content)]
    return {
        "page": subject,
        "reference": page_reference(content, subject.title, subject.id, headlines),
        "card": _first(subject, content) or _first(QUESTIONS[0], content),
        "summary": f"{subject.title}.",
        "behind": source_status.behind(marts, _metrics(subject, charts)),
        "previous": PAGES[index - 1] if index else None,
        "following": PAGES[index + 1] if index + 1 < len(PAGES) else None,
        "figures": charts,
        "missing": [figure for figure in content.missing if figure.id in subject.figures],
        "headlines": headlines,
        "absent": _absent(marts, subject, content),
        "marts": [view for table in subject.tables if (view := mart_table(marts, table))],
        "explorer": explorer.payload(marts, subject, content.headlines),
    }


def _headlines(subject: Page, content: PublicationContent) -> list[HeadlineTable]:
    tables = (content.headlines.get(table_id(headline)) for headline in subject.headlines)
    return [table for table in tables if table is not None]


def _metrics(subject: Page, charts: Sequence[dict[str, Any]]) -> list[str] | None:
    """Return the metrics of a question; None for a page about all numbers."""
    if not isinstance(subject, Question):
        return None
    of_figures = {name for figure in charts for name in figure["metrics"]}
    return sorted(of_figures | {headline.metric for headline in subject.headlines})


def _figure(
    marts: Marts, content: PublicationContent, figure: Drawn, subject: Page
) -> dict[str, Any]:
    """Return a figure with the definitions and metrics of its rows, and how to cite it."""
    names = {"definition": "definitions", "metric": "metrics"}
    ids = {
        plural: sorted(map(str, figure.data[name].dropna().unique())) if name in figure.data else []
        for name, plural in names.items()
    }
    reference = figure_reference(marts, content, figure, subject.id)
    return {"figure": figure, "reference": reference, **ids}


def _absent(marts: Marts, subject: Page, content: PublicationContent) -> list[dict[str, str]]:
    """List the headline tables of a page that have no rows, with the reason."""
    titles = dimensions.metric_titles(marts)
    absences = []
    for headline in subject.headlines:
        if table_id(headline) not in content.headlines:
            metric, definition = headline.metric, headline.definition
            title = titles.get(metric, metric)
            name = dimensions.definition_name(marts, definition)
            reason = dimensions.why_absent(marts, metric, definition).rstrip(".")
            absences.append(
                {
                    "title": f"{title} ({name})" if definition else title,
                    "reason": reason or "the stored sources do not support it",
                }
            )
    return absences


def question(marts: Marts, subject: Question, content: PublicationContent) -> dict[str, Any]:
    """Return the answer with its meaning, more facts, the terms and the caveats."""
    metrics = sorted({headline.metric for headline in subject.headlines})
    glossary = terms_of(content.publication.glossary)
    answers = content.answers[subject.id]
    titles, published = dimensions.metric_titles(marts), metric_names(marts)
    names = {name: titles.get(name, name) for name in metrics if name in published}
    answer = str(answers.answer.text) if answers.answer else ""
    return {
        "dataset": schema_org.question(
            content.dataset, subject.title, answer, f"{subject.id}.html", names
        ),
        "answer": answers.answer,
        "more": answers.more,
        "reason": "" if answers.answer else _reason(marts, subject),
        "summary": str(answers.answer.sentences[0]) if answers.answer else "",
        "lists": _lists(_headlines(subject, content)),
        "coverage": _coverage(marts, subject),
        "terms": [glossary[word] for word in subject.terms if word in glossary],
        "near": [page for page in PAGES if page.id in subject.near],
        "metrics": metrics,
        "api": published,
        "caveats": dimensions.caveats_of(marts, metrics),
    }


def reach(marts: Marts, subject: Question, content: PublicationContent) -> dict[str, Any]:
    """Return the context of a question, the budgets and the data of the calculator."""
    return {
        **question(marts, subject, content),
        "budgets": budget_table(marts),
        "calculator": calculator(marts),
    }


def revisions(marts: Marts, subject: Page, content: PublicationContent) -> dict[str, Any]:
    """Return the academic-only share by period, for every vintage, and the pages with charts."""
    scope = marts.scope(*MODELS)
    shares = revision_queries.period_vintages(marts, scope, "academic_only") if scope else []
    by_vintage: dict[date, dict[str, Sentence]] = {}
    for share in shares:
        by_vintage.setdefault(share.vintage, {})[share.period] = say("{share:share}", share=share)
    return {
        "explored": [question for question in QUESTIONS if _headlines(question, content)],
        "as_of": list(by_vintage.items()),
        "periods": sorted({share.period for share in shares}),
    }


def published(marts: Marts, subject: Page, content: PublicationContent) -> dict[str, Any]:
    """Return published figures with our values, and those that we do not recompute."""
    compared: dict[str, dict[str, Any]] = {}
    not_recomputed: dict[str, dict[str, Any]] = {}
    for row in revision_queries.published_figures(marts):
        figure = {**row, "stated": _stated(row["published_value"], row["unit"]), "ours": []}
        if row["metric"] is None:
            not_recomputed.setdefault(row["figure"], figure)
        else:
            compared.setdefault(row["figure"], figure)["ours"].append(_our_values(row))
    return {
        "compared": list(compared.values()),
        "not_recomputed": list(not_recomputed.values()),
    }


def claims(marts: Marts, subject: Page, content: PublicationContent) -> dict[str, Any]:
    """Return published claims with their status, and their numbers by status."""
    return {"claims": claim_table.rows(marts), "counts": claim_table.summary(marts)}


def _our_values(row: dict[str, Any]) -> dict[str, str]:
    values = {name: _our_value(row, name) for name in ("nearest", "latest")}
    cause = row["largest_cause"]
    if cause is not None:
        cause = f"{cause_name(cause)} ({format_change(row['largest_contribution'], row['unit'])})"
    return {**row, **values, "cause": cause or ""}


def _our_value(row: dict[str, Any], name: str) -> str:
    """Format one of our values with its interval, n and vintage."""
    value, n, vintage = (row[f"{name}_{part}"] for part in ("value", "n", "vintage"))
    if value is None:
        return "no value"
    low, high = row[f"{name}_ci_low"], row[f"{name}_ci_high"]
    interval = ""
    if low is not None and high is not None and row["measure"] == "value":
        digits = {"share": 0, "ratio": 2}.get(row["unit"], 1)
        interval = f" ({format_interval(low, high, row['unit'], digits)})"
    return f"{_stated(value, row['unit'])}{interval}, n = {count(n)}, {vintage}"


def _stated(value: float | None, unit: str) -> str:
    if value is None:
        return "no number"
    return format_published(value, unit)


def sensitivity(marts: Marts, subject: Page, content: PublicationContent) -> dict[str, Any]:
    """Count the specifications of each headline, and those that contradict it."""
    verdicts = revision_queries.verdicts(marts)
    contradicting = MartTable(
        "sensitivity_headlines",
        "Specifications that contradict a headline",
        "margin < 0",
        "headline, definition, vintage desc, period, unknowns",
    )
    table = mart_table(marts, contradicting)
    return {"verdicts": verdicts, "contradicting": [table] if table else []}


SET_ASIDE = MartTable(
    "rows_set_aside",
    "Rows of the stored files that break a rule, one row for each rule",
    order="source, file, list, source_row, rule",
    empty="No row of the stored files breaks a rule.",
    columns="file, list, source_row, rule, column_name, value",
)

GATES = MartTable(
    "dim_gate",
    "Limits, and how often the stored vintages reach them",
    order="gate",
    columns="sentence, measure, warn_beyond, stop_beyond, n_compared, n_warned, n_stopped, reason",
)
BEYOND = MartTable(
    "gate_results",
    "Changes of the newest vintages beyond a limit",
    "is_latest and outcome <> 'pass'",
    "outcome, gate, source, subject, period",
    "No newest vintage changed beyond a limit.",
    "gate, source, subject, period, previous_vintage, vintage, before, after, outcome, causes",
)

WITHDRAWN = MartTable(
    "withdrawn_snapshots",
    "Files that were withdrawn after they had landed",
    order="withdrawn_on desc, source, file",
)


def sources(marts: Marts, subject: Page, content: PublicationContent) -> dict[str, Any]:
    """Return sources, their state, their files and column drift."""
    return {
        "sources": source_files.summaries(marts),
        "states": source_status.states(marts),
        "old": source_status.standing_still(marts),
        "files": source_files.files(marts),
        "drift": evidence.drift(marts),
        "withdrawn": mart_table(marts, WITHDRAWN),
    }


def quality(marts: Marts, subject: Page, content: PublicationContent) -> dict[str, Any]:
    """Return all check results, and counts of what the numbers leave out."""
    return {
        "quality": evidence.quality(content.publication.checks),
        "left_out": left_out(marts),
        "set_aside": mart_table(marts, SET_ASIDE),
        "gates": mart_table(marts, GATES),
        "beyond": mart_table(marts, BEYOND),
        "overrides": content.overrides,
        "labels": [*accuracy(marts), *agreement(marts)],
    }


def accuracy(marts: Marts) -> list[Sentence]:
    """State how often labels are right, on known lists and on lists that no rule was written on."""
    texts = {
        ("test", "mention"): "mentions on the lists that the rules were written on",
        ("unseen_3", None): "strings of organisations that no rule knew",
        ("unseen_4", None): "strings of lists that no rule was written on",
    }
    sentences = []
    for (split, stratum), what in texts.items():
        fact = affiliations.exact_sets(marts, split, stratum)
        if fact.row["n"] is not None:
            shares = {name: fact.number(name, percent(fact.row[name])) for name in ACCURACY}
            text = f"All sectors are right in {{value}} ({{ci_low}} to {{ci_high}}) of {what}."
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
        "{only_theirs}. One annotator judged a random sample of each kind by what the papers print."
    )
    sentences = [say(text, **{name: agreement.count(name) for name in agreement.row})]
    for side, name in (("only ours", "only we"), ("only theirs", "only they")):
        sample = affiliations.judged(marts, side)
        ends = {end: sample.number(end, percent(sample.row[end])) for end in ("ci_low", "ci_high")}
        text = f"Where {name} find one, we are right in {{k}} of {{n}} ({{ci_low}} to {{ci_high}})."
        sentences.append(say(text, k=sample.count("k"), n=sample.count("n"), **ends))
    return sentences


def methods(marts: Marts, subject: Page, content: PublicationContent) -> dict[str, Any]:
    """Return metrics, definitions, absences, interval methods and the columns of metrics."""
    contract = [table for table in content.dataset.tables if table.name == "metrics"]
    return {
        "metrics": dimensions.metrics(marts),
        "definitions": dimensions.definitions(marts),
        "absences": dimensions.absences(marts),
        "sections": specification.sections(content.publication.specification),
        "specification": specification.render(content.publication.specification),
        "evidence": specification.render(
            content.publication.evidence, name="evidence", prefix="evidence"
        ),
        "contract": [column for column in contract[0].columns if column.description]
        if contract
        else [],
        "levels": dimensions.interval_methods(marts),
    }


def caveats(marts: Marts, subject: Page, content: PublicationContent) -> dict[str, Any]:
    """Return all caveats, with the metrics that they apply to."""
    return {"caveats": dimensions.caveats_of(marts, [])}


def data(marts: Marts, subject: Page, content: PublicationContent) -> dict[str, Any]:
    """Return all published tables, and their description for search engines."""
    return {
        "dataset": schema_org.description(content.dataset),
        "tables": content.dataset.tables,
        "largest_csv": export.LARGEST_CSV,
        "exports": list(content.headlines.values()),
    }


def search(marts: Marts, subject: Page, content: PublicationContent) -> dict[str, Any]:
    """Return an empty context, because Pagefind fills the page of the search."""
    return {}


def terms(marts: Marts, subject: Page, content: PublicationContent) -> dict[str, Any]:
    """Return the terms of the glossary, and how examples of organisations are classified."""
    return {
        "glossary": list(terms_of(content.publication.glossary).values()),
        "organisations": organisations(),
    }


def cite(marts: Marts, subject: Page, content: PublicationContent) -> dict[str, Any]:
    """Return the source lists to cite."""
    return {"sources": source_files.terms(marts)}


def use(marts: Marts, subject: Page, content: PublicationContent) -> dict[str, Any]:
    """Return the worked examples, for the site or for ``compute-divide serve``."""
    place = content.publication.site or "http://127.0.0.1:3001"
    return {"examples": examples(place), "place": place, "storage": export.DUCKDB_VERSION}


def changes(marts: Marts, subject: Page, content: PublicationContent) -> dict[str, Any]:
    """Return the change log, latest line first."""
    return {"log": content.changes}


def release(marts: Marts, content: PublicationContent) -> dict[str, Any]:
    """Return the numbers that the page of a release keeps."""
    figures = {page.id: _figures(page, content) for page in PAGES}
    fact = content.answers[QUESTIONS[0].id].answer
    return {
        "sources": source_files.summaries(marts),
        "answers": content.answers,
        "figures": figures,
        "other_figures": [
            figure
            for page in PAGES
            if not isinstance(page, Question)
            for figure in figures[page.id]
        ],
        "citation": page_reference(content, "All numbers", "index", ()),
        "summary": str(fact.sentences[0]) if fact else "",
    }
