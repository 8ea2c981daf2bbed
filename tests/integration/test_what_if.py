"""What a reader's rows may not do, from the command line."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from click.testing import CliRunner

from orchestration.cli.command import main
from orchestration.run.settings import RECORD_SOURCES
from reports.publication.comparison import compare
from tests.builders import run_environment


def test_rows_that_break_a_rule_are_named_and_nothing_runs(
    record_home: Path, tmp_path: Path
) -> None:
    home, rules = tmp_path / "home", tmp_path / "mine"
    shutil.copytree(record_home, home, symlinks=True, copy_function=os.link)
    rules.mkdir()
    (rules / "sector_label.csv").write_text("label,sector\nfoundation,charity\n")
    (rules / "topic_term.csv").write_text(
        "topic,term,place,entity,is_exclusion\n"
        "no_topic,good term,anywhere,all,false\n"
        "large_language_models,Bad-Term,anywhere,all,false\n"
    )
    environment = run_environment(home, RECORD_SOURCES)
    done = CliRunner().invoke(main, ["what-if", str(rules)], env=environment)
    assert done.exit_code == 1, done.output
    assert f"{rules}/sector_label.csv, row 1: sector is not one of academia, " in done.stderr
    assert f"{rules}/topic_term.csv, row 1: topic is not in topic (" in done.stderr
    assert f"{rules}/topic_term.csv, row 2: " in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(home.glob("what-if/*/published/latest"))
    assert (home / "published/latest").readlink() == (record_home / "published/latest").readlink()


def test_a_comparison_says_which_papers_rows_about_names_do_not_reach(record_home: Path) -> None:
    latest = record_home / "published/latest"
    text = compare(latest, latest, "mine", ["organisation_alias.csv: 1 rows"])
    assert " papers are on reduced lists, which state sectors and not names." in text
    assert text.count("After: the same") == text.count("Before: ") > 0
