"""The real list of pre-trained models is tested on texts whose models are known."""

from __future__ import annotations

import csv

import pytest

from dbt_project.functions.texts.pretrained import ContextWord, ModelName, Pretrained
from tests.builders import ROOT


def seed(name: str) -> list[dict[str, str]]:
    path = ROOT / "dbt_project" / "seeds" / "adoption" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


WORDS = [ContextWord(**row) for row in seed("pretrained_context")]
RELEASED = {row["model"]: int(row["released"][:4]) for row in seed("pretrained_model")}
NAMES = [
    ModelName(
        row["name"],
        row["model"] or None,
        row["is_case_sensitive"] == "true",
        row["context"] or None,
        RELEASED.get(row["model"]),
    )
    for row in seed("pretrained_model_name")
]
PRETRAINED = Pretrained(NAMES, WORDS)


def mentions(year: int, title: str, abstract: str) -> dict[str, tuple[bool, bool]]:
    """Return the models of a work: whether its title, and whether its abstract names each."""
    found = PRETRAINED.named(year, title, abstract)
    return {model: (in_title, in_abstract) for model, in_title, in_abstract in found}


def test_every_name_is_found_from_the_year_of_its_release() -> None:
    word = {row.context: row.word for row in WORDS}
    meant = [name for name in NAMES if name.released]
    assert len(meant) > 0
    for name in meant:
        sentence = f"Results with {name.name}, on {word[name.context] if name.context else 'data'}."
        assert mentions(name.released, "", sentence) == {name.model: (False, True)}
        assert mentions(name.released - 1, "", sentence) == {}


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
def test_common_words_and_other_models_are_no_mentions(text: str) -> None:
    assert mentions(2030, "", text) == {}


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
def test_spellings_and_neighbours_are_told_apart(text: str, models: set[str]) -> None:
    assert set(mentions(2030, "", text)) == models


def test_a_title_is_searched_without_its_abstract() -> None:
    """A work with an abstract is searched twice, and one with a title only once."""
    abstract = "A pretrained network and GPT-3."
    assert mentions(2030, "ResNet against BERT", abstract) == {
        "ResNet": (False, True),
        "BERT": (True, True),
        "GPT-3": (False, True),
    }
    assert mentions(2030, "A pretrained ResNet", "") == {"ResNet": (True, False)}
    assert mentions(2017, "BERT before its release", "") == {}
