"""The answers of a publication as a file, with the row of each number."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reports.publication.export import write_json
from reports.questions import Answers
from reports.text.sentence import Sentence

FILE = "answers.json"


def write_answers(folder: Path, answers: Mapping[str, Answers]) -> None:
    """Write ``answers.json``: one entry for each question that has an answer, in their order."""
    write_json(
        folder / FILE,
        [
            {
                "question": content.question.title,
                "page": f"{name}.html",
                "title": str(content.answer.title or content.answer.sentences[0]),
                **_sentence(content.answer.text),
                "range": str(content.range or ""),
            }
            for name, content in answers.items()
            if content.answer is not None
        ],
    )


def _sentence(sentence: Sentence) -> dict[str, Any]:
    """Return a text and its numbers, each with its row and column, or with its query."""
    numbers = [
        {name: value for name, value in vars(number).items() if value != ""}
        for number in sentence.numbers()
    ]
    return {"text": str(sentence), "numbers": numbers}
