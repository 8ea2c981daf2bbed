"""Topics are named by whole words of one clause, in the head or twice in an abstract."""

from __future__ import annotations

import pytest

from dbt_project.functions.texts.topics import TopicTerm, topic_lookup, topics


def term(topic: str, words: str, place: str = "anywhere", entity: str = "all") -> TopicTerm:
    """Return a term; one that begins with "not" is an exclusion."""
    return TopicTerm(topic, words.removeprefix("not "), place, entity, words.startswith("not "))


TERMS = topic_lookup(
    [
        term("qa", "question answering"),
        term("qa", "not visual question answering"),
        term("rl", "agent", place="head"),
        term("rl", "policy"),
        term("gp", "gaussian process"),
        term("chat", "chat", place="head", entity="models"),
        term("gans", "generative adversarial"),
        term("gans", "adversarial network"),
        term("gans", "network"),
        term("gans", "adversarial loss"),
        term("gans", "adversarial", place="head"),
        term("gans", "not deep generative"),
        term("generation", "generative adversarial"),
    ]
)


def counts(
    title: str = "", keywords: str = "", abstract: str = "", entity: str = "papers"
) -> dict[str, tuple[int, int]]:
    """Return the mentions of each topic in title and keywords, and in the abstract."""
    found = topics(entity, title, keywords, abstract, TERMS)
    return {count.topic: (count.in_head, count.in_abstract) for count in found}


@pytest.mark.parametrize(
    ("title", "keywords", "found"),
    [
        ("Question-Answering for agents", "", {"qa": (1, 0), "rl": (1, 0)}),
        ("A title", "Language ; Vision,Question answering", {"qa": (1, 0)}),
        ("Policies of Gaussian processes", "", {"rl": (1, 0), "gp": (1, 0)}),
        ("Whom to question, answering machines", "", {}),
        ("A question", "answering", {}),
        ("Reagents", "", {}),
        ("Visual Question Answering", "", {}),
        ("Visual question answering and question answering", "", {"qa": (1, 0)}),
        ("Chat", "", {}),
    ],
)
def test_terms_of_the_head_are_whole_words_of_one_clause(
    title: str, keywords: str, found: dict[str, tuple[int, int]]
) -> None:
    assert counts(title, keywords) == found


@pytest.mark.parametrize(
    ("abstract", "found"),
    [
        ("Question answering (QA). We answer by question answering.", {"qa": (0, 2)}),
        ("In passing, question answering.", {}),
        ("An agent and agents.", {}),
        # Terms that overlap are one mention, and an exclusion that only overlaps takes none.
        ("A deep generative adversarial network.", {}),
        ("A generative adversarial network, and adversarial loss.", {"gans": (0, 2)}),
        (
            "A generative adversarial network; a generative adversarial one.",
            {"gans": (0, 2), "generation": (0, 2)},
        ),
        # A term of the head joins no terms of an abstract.
        ("An adversarial loss.", {}),
    ],
)
def test_an_abstract_names_a_topic_twice(abstract: str, found: dict[str, tuple[int, int]]) -> None:
    assert counts("A title", "a keyword", abstract) == found


def test_a_term_may_be_for_models_only() -> None:
    found = {"chat": (1, 0), "qa": (1, 0)}
    assert counts("Chat", "question answering", entity="models") == found
