"""dbt's exposures, one for the page of each question: ``python -m orchestration.exposures``."""

from __future__ import annotations

import json

from orchestration.assets.publish import tables_of
from orchestration.settings import DBT_PROJECT
from reports.figures import FIGURES
from reports.questions import QUESTIONS
from reports.questions.question import Question

FILE = DBT_PROJECT / "models" / "marts" / "_marts__exposures.yml"


def exposures() -> str:
    """Return the YAML of all exposures."""
    head = "# Made by `python -m orchestration.exposures` from the modules of the questions."
    return "\n".join([head, "exposures:", *map(_exposure, QUESTIONS), ""])


def _exposure(question: Question) -> str:
    figures = (mart for figure in question.figures for mart in FIGURES[figure].marts)
    marts = ", ".join(f"ref('{mart}')" for mart in sorted({*figures, *tables_of(question)}))
    return (
        f"  - {{name: {question.id.replace('-', '_')}, label: {json.dumps(question.title)},"
        f" type: dashboard, owner: {{name: Compute Divide}},\n     description: The page"
        f" {question.id}.html of the site., depends_on: [{marts}]}}"
    )


if __name__ == "__main__":
    FILE.write_text(exposures(), encoding="utf-8")
