"""A changed name of the dictionary changes labels of papers that print it, and the history."""

from __future__ import annotations

import pytest

from tests.builders import gzipped_json, paper
from tests.integration.installation import Installation

TOUCHED = "Examplotron Laboratory"
PAPERS = [
    paper(id="touched", title="One", aff=f"{TOUCHED}; {TOUCHED}"),
    paper(id="half", title="Two", aff=f"{TOUCHED}; Example University"),
    paper(id="untouched", title="Three", aff="Example University; Google"),
    # This name has no sector before and after the change.
    paper(id="unknown", title="Four", aff="Nowhere in particular; Nowhere in particular"),
]


class Project(Installation):
    """A home of four synthetic papers, whose dictionary a test may edit after the first build."""

    def name_as(self, sector: str) -> None:
        """Add a name, as a row of the seed that dbt has loaded."""
        self.query(
            "insert into reference.organisation_alias"
            " (alias, organisation, sector, scope, priority)"
            f" values ('{TOUCHED}', 'Examplotron', '{sector}', 'word', 1)"
        )

    def read_again(self, *options: str) -> None:
        self.run_build("--full-refresh", "--select", "+label_revision", *options)

    def revisions(self) -> list[tuple[object, ...]]:
        return self.query(
            "select subject, title, affiliation, old_label, new_label, old_rule, new_rule"
            " from marts.label_revision left join intermediate.int_papers as papers"
            " using (paper_id) order by all nulls first"
        )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    built = Project(tmp_path_factory.mktemp("revision"))
    built.add("papercopilot/icml/icml2023.json.gz", gzipped_json(PAPERS))
    built.read_again()
    return built


def test_one_name_moves_what_prints_it_and_nothing_else(project: Project) -> None:
    assert project.revisions() == []
    project.name_as("industry")
    project.read_again("--exclude", "resource_type:seed")
    rules = ("none", "alias:examplotron laboratory")
    assert project.revisions() == [
        ("affiliation", None, TOUCHED, "unknown", "industry", *rules),
        ("work", "One", TOUCHED, "unknown", "industry_only", *rules),
        ("work", "Two", TOUCHED, "academic_only", "academia_industry", *rules),
    ]
