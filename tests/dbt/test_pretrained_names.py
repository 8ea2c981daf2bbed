"""The real list of pre-trained models is tested on texts whose models are known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from tests.dbt.rendering import ENVIRONMENT, PROJECT

SEEDS = ("pretrained_model", "pretrained_model_name", "pretrained_context")


@pytest.fixture
def lists() -> Iterator[duckdb.DuckDBPyConnection]:
    """Return a database with the seeds as tables, and without papers."""
    with duckdb.connect() as connection:
        for seed in SEEDS:
            (path,) = PROJECT.glob(f"seeds/*/{seed}.csv")
            connection.execute(f"create table {seed} as from read_csv('{path}', header = true)")
        connection.execute(
            "create table int_works__texts"
            " (entity varchar, work_key ubigint, year integer, title varchar, abstract varchar)"
        )
        yield connection


def surroundings(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Return the functions of dbt that the models and their macros use."""
    return {
        "execute": True,
        "modules": SimpleNamespace(re=re),
        "ref": str,
        "return": str,
        "run_query": lambda query: SimpleNamespace(rows=connection.execute(query).fetchall()),
    }


def matches(connection: duckdb.DuckDBPyConnection, texts: dict[str, tuple[int, str]]) -> set[Any]:
    """Return (paper, model) that the project's SQL finds in works with year and abstract."""
    works = [(key, year, text) for key, (year, text) in enumerate(texts.values())]
    connection.executemany("insert into int_works__texts values ('papers', ?, ?, '', ?)", works)
    papers = list(texts)
    return {(papers[key], model) for key, model, _ in mentions(connection)}


def mentions(connection: duckdb.DuckDBPyConnection) -> set[Any]:
    """Return (paper, model, searched text) that the project's SQL finds in stored works."""
    context = surroundings(connection)
    text = (PROJECT / "macros" / "text" / "names.sql").read_text(encoding="utf-8")
    context |= ENVIRONMENT.from_string(text, context).module.__dict__
    (path,) = PROJECT.glob("models/**/int_papers__pretrained.sql")
    query = ENVIRONMENT.from_string(path.read_text(encoding="utf-8")).render(context)
    return set(connection.execute(f"select paper_key, model, searched from ({query})").fetchall())


def sentences(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, int, str]]:
    """Return (name, model, year of release, sentence that means it) for every name of the list."""
    return connection.execute(
        """
        select names.name, names.model, cast(substring(models.released, 1, 4) as integer),
            'Results with ' || names.name || ', on ' || coalesce(contexts.word, 'data') || '.'
        from pretrained_model_name as names
        inner join pretrained_model as models using (model)
        left join (select context, min(word) as word from pretrained_context group by context)
            as contexts using (context)
        """
    ).fetchall()


def test_every_name_is_found_from_the_year_of_its_release(lists: duckdb.DuckDBPyConnection) -> None:
    rows = sentences(lists)
    later = {f"since {name}": (year, text) for name, _, year, text in rows}
    earlier = {f"before {name}": (year - 1, text) for name, _, year, text in rows}
    expected = {(f"since {name}", model) for name, model, _, _ in rows}
    assert matches(lists, later | earlier) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The bert of the court, a llama, a falcon and the flamingos in bloom.",
        "OPT and UCB are optimal; Claude Shannon's theory; Gemini is a telescope.",
        "We use BART, Bayesian additive regression trees, with an MAE of 0.3.",
        "A ResNet-50 and a ViT are trained from scratch, with good Inception Score.",
        "SAM: sharpness-aware minimisation; a CLIPped gradient; the BERTology of it.",
        "VL-T5, K-BERT and Chinese-CLIP are models of their own, as is SpanBERTa.",
    ],
)
def test_common_words_and_other_models_are_no_mentions(
    lists: duckdb.DuckDBPyConnection, text: str
) -> None:
    assert matches(lists, {"paper": (2030, text)}) == set()


@pytest.mark.parametrize(
    ("text", "models"),
    [
        ("BERT/RoBERTa, GPT3.5 and gpt-3.5-turbo", {"BERT", "RoBERTa", "GPT-3.5"}),
        ("(BERT) uses BERT_large; Stable-Diffusion, LLaMA\N{NON-BREAKING HYPHEN}2",
         {"BERT", "Stable Diffusion", "Llama 2"}),
        ("a pretrained ResNet50 and the Segment Anything Model (SAM)", {"ResNet", "SAM"}),
        ("wav2vec 2.0, after wav2vec", {"wav2vec 2.0", "wav2vec"}),
    ],
)  # fmt: skip
def test_spellings_and_neighbours_are_told_apart(
    lists: duckdb.DuckDBPyConnection, text: str, models: set[str]
) -> None:
    assert matches(lists, {"paper": (2030, text)}) == {("paper", model) for model in models}


def test_a_title_is_searched_without_its_abstract(lists: duckdb.DuckDBPyConnection) -> None:
    lists.execute(
        "insert into int_works__texts values"
        " ('papers', 1, 2030, 'ResNet against BERT', 'A pretrained network and GPT-3.'),"
        " ('papers', 2, 2030, 'A pretrained ResNet', ''),"
        " ('papers', 3, 2017, 'BERT before its release', '')"
    )
    in_abstract = {(1, model, "abstract") for model in ("ResNet", "BERT", "GPT-3")}
    assert mentions(lists) == {(1, "BERT", "title"), (2, "ResNet", "title")} | in_abstract


def test_every_guard_has_words(lists: duckdb.DuckDBPyConnection) -> None:
    bare = lists.execute(
        """
        select name from pretrained_model_name
        where context is not null and context not in (select context from pretrained_context)
        """
    ).fetchall()
    assert bare == []
