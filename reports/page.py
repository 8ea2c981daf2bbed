"""The page: one HTML file that needs nothing but the files beside it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jinja2

from reports import answers, evidence
from reports.figure import Figure, listed
from reports.headline import headline_groups
from reports.marts import SAMPLE, SCHEMA, Marts, Scope
from reports.record import NotDrawn, Publication
from reports.theme import WIDTH
from reports.wording import count, plain

TEMPLATES = Path(__file__).parent / "templates"


def page(
    marts: Marts, publication: Publication, figures: Sequence[Figure], missing: Sequence[NotDrawn]
) -> str:
    """Render ``index.html``; every text from the data is escaped."""
    groups = headline_groups(marts)
    scopes = [group["scope"] for group in groups]
    return (
        _environment()
        .get_template("index.html")
        .render(
            sample=_sample(marts, scopes),
            tiles=answers.tiles(marts),
            answers=answers.sentences(marts),
            figures=figures,
            width=WIDTH,
            missing=missing,
            headlines=groups,
            definitions=_definitions(marts, scopes),
            metrics=marts.records(f"select * from {SCHEMA}.dim_metric order by all"),
            caveats=_caveats(marts, scopes),
            sources=evidence.sources(marts),
            files=evidence.files(marts),
            drift=evidence.drift(marts),
            quality=evidence.quality(publication.checks),
            left_out=evidence.left_out(marts),
            publication=publication,
            cited=_cited(scopes),
        )
    )


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(count=_count, plain=_plain, result=evidence.result, web=_is_web)
    return environment


def _count(number: int | None) -> str:
    return "" if number is None else count(int(number))


def _plain(text: str | None, longest: int = 300) -> str:
    return plain(text or "", longest)


def _is_web(address: str | None) -> bool:
    """Only addresses of the web become links: a foreign one could be a script."""
    return (address or "").startswith(("https://", "http://"))


def _sample(marts: Marts, scopes: Sequence[Scope]) -> dict[str, str] | None:
    """Sizes for the banner; None where the data are a publisher's."""
    if not any(scope.source == SAMPLE for scope in scopes):
        return None
    return {entity: count(listed(marts, entity)) for entity in ("models", "papers")}


def _definitions(marts: Marts, scopes: Sequence[Scope]) -> list[dict[str, Any]]:
    """All definitions, those used on the page first."""
    used = sorted({scope.definition for scope in scopes})
    return marts.records(
        f"""
        select *, list_contains(?, definition) as used
        from {SCHEMA}.dim_definition
        order by used desc, entity, definition
        """,
        [used],
    )


def _caveats(marts: Marts, scopes: Sequence[Scope]) -> list[dict[str, Any]]:
    """Caveats that the contract attaches to the metrics of the page, with those metrics."""
    return marts.records(
        f"""
        with attached as (
            select distinct metric, unnest(caveats) as caveat
            from {SCHEMA}.metrics
            where list_contains(?, metric)
        )
        select dim_caveat.caveat, sentence, evidence,
            string_agg(title, ', ' order by metric_id) as applies_to
        from attached
        inner join {SCHEMA}.dim_caveat on attached.caveat = dim_caveat.caveat
        inner join {SCHEMA}.dim_metric on attached.metric = dim_metric.metric
        group by all
        order by dim_caveat.caveat
        """,
        [sorted({scope.metric for scope in scopes})],
    )


def _cited(scopes: Sequence[Scope]) -> str:
    """Name the lists behind the page with their dates."""
    lists = {f"{plain(s.publisher)}, {s.vintage:%Y-%m-%d}": None for s in scopes}
    return "; ".join(lists)
