"""Who adopts whose pre-trained models."""

from reports.marts.adoption import read_venues, weight_of_one_year
from reports.marts.changes import between, direction
from reports.marts.dimensions import venue_name
from reports.marts.estimates import Estimate
from reports.marts.headlines import Headline
from reports.marts.reader import FIELD, Marts
from reports.marts.tables import MartTable
from reports.questions.question import Answer, Question
from reports.questions.wording import LATEST, MIDDLE, say, state, together
from reports.text.formatting import PURE_TEAMS
from reports.text.sentence import Time, in_a_list

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
TITLE = "Academic-only teams named an industry model in {share:value} of {texts} {share:when}"
LEAST_KNOWN = 0.5  # of the papers of the field, for a sentence on the field
DETECTION = MartTable("pretrained_accuracy", "How well we detect pre-trained models in abstracts")
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
    """State how often academic-only teams name a pre-trained model of industry.

    Below half of the field's papers with known abstracts, the sentence names the conferences.
    """
    share = _share(marts, named(marts))
    if share is None:
        return None
    if named(marts) != FIELD_VENUES:
        return together(
            state(
                "{share:When}, {share:k of n} {texts} by academic-only teams named a pre-trained "
                "model from industry ({share:value.1}, {share:interval.1}).",
                TITLE,
                share=share,
                texts=texts(marts),
            ),
            _changed(marts),
        )
    known = marts.estimate(*KNOWN, share.period)
    is_field = known is not None and known.value >= LEAST_KNOWN
    names = [venue_name(marts, row["venue"]) for row in read_venues(marts, share.period)]
    return together(
        state(
            "{share:When}, {share:value} of {share:n} abstracts by academic-only teams at "
            "{names} named a pre-trained model from industry ({share:interval}). Conferences are "
            "weighted by their accepted papers.",
            TITLE,
            share=share,
            texts="abstracts" if is_field else "known abstracts",
            names="the conferences of the field" if is_field else in_a_list(names),
        ),
        state(
            "We have abstracts for {known:k of n} papers that the field's conferences accepted "
            "{known:when} ({known:value}){limit}.",
            known=known,
            limit="" if is_field else ", so the share describes these conferences, not the field",
        ),
        _one_year(marts, share.period),
        _changed(marts),
    )


def _one_year(marts: Marts, period: str) -> Answer | None:
    """Name the conferences whose abstracts are of one year, with their weight in the answer."""
    venues = [row for row in read_venues(marts, period) if "," not in row["years"]]
    weight = weight_of_one_year(marts, period)
    return state(
        "For {venues}, which carry {part} of the weight, we have abstracts from one year only.",
        venues=in_a_list(
            [
                say(
                    "{name} ({year})", name=venue_name(marts, row["venue"]), year=Time(row["years"])
                )
                for row in venues
            ]
        )
        if venues
        else None,
        part=weight.number("part", f"{100 * weight.row['part']:.0f}%") if venues else None,
    )


def _changed(marts: Marts) -> Answer | None:
    """State the change at conferences with texts in both periods, by a test of the difference."""
    return _fixed(
        marts,
        TITLES if named(marts) == TITLES else NAMED,
        "At conferences with {texts} in both periods, with the same weights in both, the share "
        "{changed}: {then:with interval.1} {then:when}, {now:with interval.1} {now:when}.",
    )


def open_weights(marts: Marts) -> Answer | None:
    """State the change of the share that names a model with open weights."""
    return _fixed(
        marts,
        OPEN,
        "Counting only models with open weights, the share at these conferences {changed}: "
        "{then:with interval.1} {then:when}, {now:with interval.1} {now:when}.",
    )


def _fixed(marts: Marts, measure: tuple[str, str], sentence: str) -> Answer | None:
    then, now = (_share(marts, SAME_VENUES[measure], period=period) for period in (MIDDLE, LATEST))
    change = direction(between(marts, then, now))
    return state(sentence, then=then, now=now, texts=texts(marts), changed=change)


def texts(marts: Marts) -> str:
    """Name the texts that are searched."""
    return "titles" if named(marts) == TITLES else "abstracts"


def _share(
    marts: Marts, measure: tuple[str, str], sector: str = "industry", period: str = LATEST
) -> Estimate | None:
    return marts.estimate(*measure, period, "academic_only", sector=sector)


def academia(marts: Marts) -> Answer | None:
    """State the share that names a model of academia."""
    share, words = _share(marts, named(marts), "academia"), texts(marts)
    if share is None:
        return None
    return together(
        state(
            "Of these {texts}, {share:with interval.1} named a pre-trained model from academia.",
            share=share,
            texts=words,
        ),
        state("Abstracts name far more models than titles do.") if words == "titles" else None,
        state("A paper that names a model does not necessarily use it."),
    )


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
    more=(open_weights, academia),
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
