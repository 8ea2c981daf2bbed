"""The word list finds each of its examples, in every kind of file, and leaves plain prose alone."""

from __future__ import annotations

import pytest

from tests.words import Word, find, load

WORDS = load()
PLAIN = """
A failed request degrades the run, and stored data stays as it is. Of 153 models, 20 have an author
in academia. Of these, 12 do not. Of the others, 8 do. What does a compute share measure? It does
not measure use. Where a dump is missing, the bundled dictionary is used. Nothing is held constant.
"""


def found(path: str, content: str) -> list[tuple[int, str]]:
    return [(finding.line, finding.found) for finding in find(path, content, WORDS)]


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.pattern)
def test_a_word_is_found_in_its_example_and_not_in_its_replacement(word: Word) -> None:
    code = word.where == "name"
    text = word.example if code else f'"""{word.example}"""'
    assert [finding.word for finding in find("reports/a.py", text, [word])] == [word]
    assert find("reports/a.py", f"# {word.instead}.", WORDS) == []


@pytest.mark.parametrize(
    ("path", "content", "line"),
    [
        (
            "a.py",
            'x = 1\n\n\ndef f():\n    """Do it.\n\n    The list is\n    fetched anew.\n    """',
            8,
        ),
        ("a.py", "x = 1\n# The list is fetched\n# anew.\n", 3),
        ("a.py", 'name = "a"\ntext = f"{name} is fetched anew"\n', 2),
        ("a.sql", "select 1\n-- The list is\n-- fetched anew.\n", 3),
        ("a.sql", "{# It is\n   fetched anew. #}\nselect 1\n", 2),
        (
            "a.yml",
            "models:\n  - name: a\n    description: >-\n      It is\n      fetched anew.\n",
            5,
        ),
        ("a.md", "# Title\n\n- It is fetched\n  anew.\n", 4),
        ("a.html", "<p>It is\n<b>fetched</b> anew.</p>", 2),
        ("a.csv", "key,sentence\na,It is fetched anew.\n", 2),
    ],
)
def test_every_kind_of_file_is_read(path: str, content: str, line: int) -> None:
    assert found(path, content) == [(line, "anew")]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("a.py", '"""Do it. Of a record only the header\n\nis kept."""'),
        ("a.py", "x = 1  # done\n\n# Of a record only\n# the header is kept."),
        ("a.yml", "description: Of a record only the header is kept."),
        ("a.md", "# Title\n\nDo it. Of a record only the header is kept."),
        ("a.html", "<p>Of a record only the header is kept.</p>"),
        ("a.sql", "-- Of a record only the header is kept.\nselect 1"),
    ],
)
def test_a_sentence_starts_a_text_or_follows_another(path: str, content: str) -> None:
    assert [text[:9] for _, text in found(path, content)] == ["Of a reco"]


@pytest.mark.parametrize("path", ["a.md", "a.html", "a.yml"])
def test_plain_prose_has_no_finding(path: str) -> None:
    assert found(path, PLAIN) == []
    assert found("a.py", f'"""{PLAIN}"""\nx = (\n    "the share"\n    " Of a kind"\n)') == []
    assert found("a.py", 'x = f"{name} Of a kind"') == []


def test_code_is_no_prose() -> None:
    assert found("a.sql", "select 'anew' as anew") == []
    assert found("tests/a.py", "# It can't be.") == []
    assert found("a.py", "# It can't be.") == [(1, "can't")]
