"""Citations, permanent links, previews, the feed and the site map."""

from __future__ import annotations

import dataclasses
import datetime as dt
import html
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import markupsafe
import pytest

from reports.figures import FIGURES
from reports.publication.release import release_id
from reports.publish import Publication, publish
from reports.text.latex import escape
from tests.reports.conftest import SITE, Published
from tests.reports.edited import Edited

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def read(published: Published, name: str) -> str:
    return html.unescape((published.folder / name).read_text(encoding="utf-8"))


def test_a_page_has_a_citation_with_value_day_release_lists_and_permanent_link(
    published: Published,
) -> None:
    release = published.manifest["release"]
    answers = json.loads(read(published, "answers.json"))
    (answer,) = [one["text"] for one in answers if one["page"] == "who-trains.html"]
    value = f"{answer.partition('. ')[0]}."
    assert "16 of the 380" in value
    assert (
        "<p>Compute Divide contributors (2026). Who trains notable models? Compute Divide, release "
        f"{release}, 1 February 2026. {value} Data: Epoch AI, 2026-08-19. "
        f"{SITE}/releases/{release}.html#who-trains</p>"
    ) in read(published, "who-trains.html")


def test_bibtex_is_complete_and_balanced(published: Published) -> None:
    (entry,) = re.findall(
        r"@misc\{.*?\n\}", read(published, "how-far-apart.html").partition('id="cite"')[2], re.S
    )
    fields = dict(re.findall(r"^  (\w+) = \{(.*)\},$", entry, re.M))
    names = "author, title, year, month, day, version, howpublished, note, doi, url"
    assert ", ".join(fields) == names
    assert (fields["year"], fields["month"], fields["day"]) == ("2026", "feb", "1")
    assert entry.count("{") == entry.count("}")


def test_text_of_a_publisher_is_no_command_in_bibtex() -> None:
    assert escape(r"\a~b^c{d}_e") == (
        r"\textbackslash{}a\textasciitilde{}b\textasciicircum{}c\{d\}\_e"
    )


def test_the_feed_is_atom_with_days(published: Published) -> None:
    feed = ElementTree.fromstring((published.folder / "feed.xml").read_text(encoding="utf-8"))
    needed = {f"{ATOM}{name}" for name in ("id", "title", "updated")}
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 1
    for element in (feed, *entries):
        assert needed <= {child.tag for child in element}
        updated = element.findtext(f"{ATOM}updated") or ""
        assert dt.datetime.fromisoformat(updated) == dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
    own = ElementTree.fromstring(
        (published.folder / "feeds" / "how-far-apart.xml").read_text("utf-8")
    )
    assert (own.findtext(f"{ATOM}title") or "").endswith(": How far apart")
    assert "doubled every 5.7 months" in (own.findtext(f"{ATOM}entry/{ATOM}content") or "")
    assert own.findtext(f"{ATOM}id") != feed.findtext(f"{ATOM}id")
    link = entries[0].find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == f"{SITE}/releases/{published.manifest['release']}.html"


def test_the_site_map_lists_every_page(published: Published) -> None:
    assert f"Sitemap: {SITE}/sitemap.xml" in (published.folder / "robots.txt").read_text()
    root = ElementTree.fromstring((published.folder / "sitemap.xml").read_text(encoding="utf-8"))
    addresses = {element.text for element in root.iter(f"{MAP}loc")}
    names = {
        path.relative_to(published.folder).as_posix()
        for path in published.folder.rglob("*.html")
        if 'http-equiv="refresh"' not in path.read_text(encoding="utf-8")
    }
    assert addresses == {f"{SITE}/{name}" for name in names - {"404.html"}}


def assert_drawn(folder: Path, figures: set[str]) -> None:
    """The manifest and a page name each figure that is not drawn."""
    manifest = json.loads((folder / "manifest.json").read_text())
    assert {figure["id"] for figure in manifest["figures"]} == figures
    missing = {figure["id"] for figure in manifest["figures_not_drawn"]}
    assert missing == set(FIGURES) - figures
    text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.html"))
    assert all(f"{markupsafe.escape(FIGURES[figure].question)} " in text for figure in missing)
    assert "This publication has no" in text


@pytest.mark.usefixtures("without_pictures")
def test_a_later_publication_keeps_the_pages_of_earlier_releases(
    record: Edited, tmp_path: Path, publication: Publication
) -> None:
    """Marts without rows are published; if the site has no address, no page states one."""
    record.clear()
    history = tmp_path / "published"
    releases = []
    for day in (1, 2):
        edition = dataclasses.replace(
            publication,
            site="",
            doi=publication.doi if day > 1 else "",
            code_version=f"day {day}",
            published_at=dt.datetime(2026, 2, day, tzinfo=dt.UTC),
        )
        folder = tmp_path / "made"
        folder.mkdir()
        publish(record.connection, folder, edition, history if day > 1 else None)
        releases.append(json.loads((folder / "manifest.json").read_text())["release"])
        history.mkdir(exist_ok=True)
        folder.rename(history / f"2026020{day}T000000Z")
    first, second = releases
    assert first != second
    last = history / "20260202T000000Z"
    assert_drawn(last, set())
    page = (last / "releases" / f"{first}.html").read_text(encoding="utf-8")
    assert "1 February 2026" in page
    assert f"File: releases/{first}.html#main" in page
    newest = (last / "releases" / f"{second}.html").read_text(encoding="utf-8")
    assert "  url = {https://doi.org/10.5281/zenodo.123}," in newest
    assert "File: releases" not in newest
    cite = (last / "data.html").read_text(encoding="utf-8")
    assert cite.index(f"releases/{second}.html") < cite.index(f"releases/{first}.html")
    assert 'href="https://doi.org/10.5281/zenodo.123"' in cite
    assert not (last / "sitemap.xml").exists()
    assert "og:image" not in (last / "index.html").read_text(encoding="utf-8")
    assert SITE not in "".join(path.read_text("utf-8") for path in last.glob("*.html"))


@pytest.mark.parametrize(
    "change",
    [
        {"code_version": "def456"},
        {"versions": {"duckdb": "3"}},
        {"sources": "live"},
        {"glossary": "another"},
    ],
)
def test_the_release_depends_on_each_input(
    record: Edited, tmp_path: Path, publication: Publication, change: dict[str, object]
) -> None:
    (tmp_path / "compute_divide.duckdb").write_bytes(b"tables")

    def release(**changes: object) -> str:
        other = dataclasses.replace(publication, **changes)
        return release_id(record.marts, tmp_path, other)

    before = release()
    assert release(published_at=dt.datetime(2027, 1, 1, tzinfo=dt.UTC)) == before
    assert release(**change) != before
    record.edit("update marts.vintages set sha256 = 'cd'")
    with_a_file = release()
    assert with_a_file != before
    (tmp_path / "compute_divide.duckdb").write_bytes(b"other tables")
    assert release() != with_a_file
