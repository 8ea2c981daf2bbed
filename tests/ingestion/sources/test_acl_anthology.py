"""Files of the ACL Anthology: what is read of a paper, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ingestion.errors import IngestionError
from ingestion.sources.acl_anthology.source import SOURCE
from tests.builders import land_file, stored
from tests.ingestion.sources.refreshes import refreshing

PAPER = """<paper><title>A <fixed-case>B</fixed-case> &amp; <i>c</i></title><url>2022.x-long.1</url>
<abstract>We show <b>this</b>.</abstract><doi>d</doi><author><first>Ada</first><last>One</last>
</author><author><first/><last>Two</last><affiliation>MIT; Meta</affiliation></author></paper>"""
FILE = """<?xml version='1.0' encoding='UTF-8'?>
<collection id="{id}"><volume id="{volume}"><meta><editor><last>E</last></editor></meta>{paper}
</volume><volume id="demo"><paper><title>Shown</title></paper></volume></collection>"""


def rows(folder: Path, content: str, columns: str) -> list[tuple[object, ...]]:
    name = re.search(r'collection id="([^"]+)"', content)
    path = folder / f"{name[1] if name else 'file'}.xml"
    path.write_text(content)
    land_file(path, SOURCE, folder / "raw")
    return stored(folder / "raw", SOURCE, columns)


def test_a_paper_has_a_slot_for_each_author_and_no_markup(tmp_path: Path) -> None:
    content = FILE.format(id="2022.acl", volume="long", paper=PAPER)
    assert rows(tmp_path, content, "* exclude (snapshot_id, vintage, part, source_row)") == [
        (
            "A B & c", "acl", 2022, "Ada One;Two", ";MIT+Meta", "d",
            "https://aclanthology.org/2022.x-long.1", None, "We show this.", None, "main",
            "printed", None,
        )
    ]  # fmt: skip


def test_all_volumes_of_findings_count_and_retraction_is_a_status(tmp_path: Path) -> None:
    paper = PAPER.replace("<doi>", "<retracted/><doi>")
    content = FILE.format(id="2022.findings", volume="acl", paper=paper)
    assert rows(tmp_path, content, "venue, status, track") == [
        ("findings", "retracted", "findings"),
        ("findings", None, "findings"),
    ]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ("<html><body>Not found</body></html>", "not a collection of papers: 'html'"),
        (FILE.format(id="2022.acl", volume="long", paper="<paper>"), "mismatched tag"),
        ("<b>" * 600_000 + "</b>" * 600_000, "it has more than 1,000,000 tags"),
        (
            '<!DOCTYPE c [<!ENTITY a "b"><!ENTITY c SYSTEM "file:///etc/hostname">]>'
            + FILE.format(id="2022.acl", volume="long", paper=PAPER).partition("\n")[2],
            "it declares a document type",
        ),
    ],
    ids=["a web page", "cut", "depth", "entities"],
)
def test_another_file_is_refused(tmp_path: Path, content: str, rule: str) -> None:
    with pytest.raises(IngestionError, match=rf"\.xml: not a readable file .* {rule}"):
        rows(tmp_path, content, "*")


def test_a_year_without_the_event_is_no_error_and_a_file_is_asked_for_once(tmp_path: Path) -> None:
    with refreshing("acl_anthology", tmp_path) as anthology:
        run = anthology.refresh()
        assert (run.state, run.calls) == ("complete", 2)
        assert [snapshot.rows for snapshot in anthology.snapshots()] == [20]
        assert anthology.refresh().calls == 0
