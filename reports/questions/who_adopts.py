"""Who adopts whose pre-trained models."""

from reports.marts.adoption import venues_read
from reports.marts.changes import between, direction
from reports.marts.estimates import Estimate
from reports.marts.headlines import Headline
from reports.marts.reader import FIELD, Fact, Marts
from reports.marts.tables import MartTable
from reports.questions.changes import moved
from reports.questions.question import Answer, Question
from reports.questions.wording import LATEST, MIDDLE, say, state, together
from reports.text.formatting import PURE_TEAMS

NAMED = ("pretrained_adoption", "accepted")
TITLES = ("pretrained_adoption", "accepted_titles")
FIELD_VENUES = ("pretrained_adoption", "accepted_field_venues")
OPEN = ("pretrained_adoption", "accepted_open_weights")
# Each with its definition of the same venues in both periods.
SAME_VENUES = {
    NAMED: ("pretrained_adoption", "accepted_same_weights"),
    TITLES: ("pretrained_adoption", "accepted_titles_same_weights"),
    OPEN: ("pretrained_adoption", "accepted_open_weights_same_weights"),
}
KNOWN = ("abstract_coverage", FIELD)
LEAST_KNOWN = 0.5  # of the papers of the field, for a sentence on the field
DETECTION = MartTable(
    "accuracy",
    "How well we detect pre-trained models in abstracts",
    "subject = 'pre-trained models'",
    columns="measure, scope, k, n, value, ci_low, ci_high",
    part="-mentions",
)
VENUES = MartTable(
    "adoption_venues",
    "Conferences with known abstracts: academic-only papers that name an industry model",
    "team_class = 'academic_only' and sector = 'industry' and period in ('2020-2022', "
    "'2023-latest')",
    "adoption_venues.period desc, papers desc",
    columns=(
        "period, venue, "
        "if(is_language, 'language', '') as subject, years, "
        "cast(round(papers) as bigint) as academic_papers, n as abstracts, k as naming, "
        "value as share, ci_low as share_low, ci_high as share_high"
    ),
)


def named(marts: Marts) -> tuple[str, str]:
    """Return the metric and its definition: the field's abstracts, all abstracts, or titles."""
    return next((one for one in (FIELD_VENUES, NAMED) if _share(marts, one)), TITLES)


def answer(marts: Marts) -> Answer | None:
    """State how often teams of universities and of companies alone name industry's models."""
    share = _share(marts, named(marts))
    if share is None:
        return None
    is_field = named(marts) == FIELD_VENUES
    known = marts.estimate(*KNOWN, share.period) if is_field else None
    where = (
        " at the conferences of the field"
        if known and known.value >= LEAST_KNOWN
        else " at the {venues} conferences that we read"
        if is_field
        else ""
    )
    company = marts.estimate(*named(marts), share.period, "industry_only", sector="industry")
    digits = ":value" if is_field else ":value.1"
    return together(
        state(
            f"{{share:When}}, universities alone named a pre-trained model of a company in "
            f"{{share{digits}}} ({{share:interval{digits[6:]}}}) of their {{texts}}{where}"
            "{company}.",
            f"Universities alone named companies' models in {{share{digits}}} of "
            f"{{texts}}{{rival}}",
            share=share,
            texts=texts(marts),
            company=say(f", companies alone in {{share{digits}}}", share=company)
            if company
            else "",
            rival=say(f"; companies in {{share{digits}}}", share=company) if company else "",
            venues=venues_read(marts, share.period).count("venues"),
        ),
        _changed(marts),
    )


def _changed(marts: Marts) -> Answer | None:
    """State the change at conferences with texts in both periods, and that of open weights."""
    measure = TITLES if named(marts) == TITLES else NAMED
    then, _, change = _same_venues(marts, measure)
    if then is None or change is None:
        return None
    opened = direction(_same_venues(marts, OPEN)[2])
    return state(
        "At conferences read in both periods, the share of universities alone {moved}, from "
        "{then:value.1} {then:when}{open}.",
        moved=moved(change),
        then=then,
        open=f"; for models with open weights, it {opened}"
        if measure == NAMED and opened != direction(change)
        else "",
    )


def _same_venues(
    marts: Marts, measure: tuple[str, str]
) -> tuple[Estimate | None, Estimate | None, Fact | None]:
    then, now = (_share(marts, SAME_VENUES[measure], period=period) for period in (MIDDLE, LATEST))
    return then, now, between(marts, then, now)


def texts(marts: Marts) -> str:
    """Name the texts that are searched."""
    return "titles" if named(marts) == TITLES else "abstracts"


def _share(
    marts: Marts, measure: tuple[str, str], sector: str = "industry", period: str = LATEST
) -> Estimate | None:
    return marts.estimate(*measure, period, "academic_only", sector=sector)


QUESTION = Question(
    id="who-adopts",
    link="Who adopts",
    title="Who adopts whose pre-trained models?",
    means=(
        "We search titles and abstracts for the names of pre-trained models, and look up who "
        "made each model. The share covers papers of the field's conferences whose abstract we "
        "have, and we weight each conference and year by the papers that it accepted. If we have "
        "abstracts for less than half of the field's papers, we name the conferences and claim "
        "nothing about the field. If no list has abstracts, we search titles alone. For the "
        "change, conferences with texts in both periods keep the same weights."
    ),
    means_not=(
        "A paper that names a model need not use it, and many papers use a model without naming "
        "it in the title or abstract. The search finds models of our own list only. The share "
        "therefore does not measure all use."
    ),
    answer=answer,
    figures=("adoption_by_origin",),
    headlines=(
        Headline(*FIELD_VENUES, PURE_TEAMS),
        *(
            Headline(*measure, ("", *PURE_TEAMS))
            for own in (NAMED, TITLES)
            for measure in (SAME_VENUES[own], own)
        ),
        Headline(*OPEN, PURE_TEAMS),
        *(Headline(KNOWN[0], definition) for definition in (FIELD, "accepted")),
    ),
    tables=(VENUES, DETECTION),
    terms=("academic-only, industry-only", "n_unknown", "vintage"),
    near=("who-publishes", "on-what", "who-discloses"),
)
