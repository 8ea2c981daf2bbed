"""Pages of the site: answers, links, banners, and hostile text from publishers."""

from __future__ import annotations

import base64
import csv
import gzip
import hashlib
import html
import itertools
import json
import posixpath
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from reports.charts.figure import Figure
from reports.figures import FIGURES
from reports.marts.reader import Marts
from reports.marts.source_status import behind, standing_still, states
from reports.publication import render
from reports.publish import Publication, publish
from reports.questions import QUESTIONS
from reports.site import glossary
from reports.site.pages import PAGES, entities, front
from tests.reports.conftest import SITE, Published, read_csv, save_nothing
from tests.reports.edited import Edited

# Direction overrides and other invisible characters.
CONTROLS = set(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0]))
NUMBER = re.compile(r"[+-]?[0-9.]+([eE][+-]?[0-9]+)?")
MOVED = re.compile(r'http-equiv="refresh" content="0; url=([^"]*)"')
HOSTILE = '<script>alert("x")</script>\u202e$\\frac{1}$'


class Tags(HTMLParser):
    """Collects the tags, links, anchors and scripts of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.sources: list[str] = []
        self.anchors: list[str] = []
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        # Search engines read such a block, and no browser runs it.
        self.tags += [tag] if attributes.get("type") != "application/ld+json" else []
        self.attributes |= set(attributes)
        self.links += [attributes["href"] or ""] if tag == "a" else []
        self.sources += [attributes["src"] or ""] if "src" in attributes else []
        self.sources += [attributes["href"] or ""] if attributes.get("rel") == "stylesheet" else []
        self.anchors += [attributes["id"] or ""] if "id" in attributes else []


def files(folder: Path) -> dict[str, str]:
    """Return the text of every page by path, also of those that lead on to another."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.html"))
    }


def pages(folder: Path) -> dict[str, str]:
    """Return the text of every page by path; the folder has exactly the pages of one release."""
    texts = {name: text for name, text in files(folder).items() if not MOVED.search(text)}
    release = json.loads((folder / "manifest.json").read_text())["release"]
    names = ("index", *(page.id for page in PAGES), "404", f"releases/{release}")
    several = ("papers", "venues", "countries")
    rows = {name for name in texts if name.partition("/")[0] in several}
    assert texts.keys() - rows == {f"{name}.html" for name in names}
    return texts


def visible(page: str) -> str:
    """Return the main part of a page without folded parts."""
    main = page.partition("<main")[2].partition(">")[2].partition("</main>")[0]
    innermost = re.compile(r"<details\b(?:(?!<details).)*?</details>", re.S)
    while innermost.search(main):
        main = innermost.sub("", main)
    return main


def visible_menu(page: str) -> str:
    """Return the menu of a page."""
    return page.partition('<nav aria-label="Menu">')[2].partition("</nav>")[0]


def text_of(page: str) -> str:
    """Return the words of HTML, without those under the pointer."""
    shown = re.sub("<title>.*?</title>", "", page, flags=re.S)
    inline = re.sub("</?(?:data|time|span|a|strong|small|code)\\b[^>]*>", "", shown)
    return " ".join(re.sub("<[^>]+>", " ", html.unescape(inline)).split())


def test_the_front_page_has_every_answer(published: Published) -> None:
    """Two answers have their first sentence, and the cards their titles, each with its interval."""
    text = " ".join(html.unescape(re.sub("<[^>]+>", "", published.page)).split())
    marts = Marts(published.connection)
    assert {*front.BY_IMPORTANCE} == {*QUESTIONS}
    for place, question in enumerate(front.BY_IMPORTANCE):
        answer = question.answer(marts)
        assert answer is not None
        assert f'href="{question.id}.html">{question.title}<' in published.page
        first = str(answer.sentences[0])
        assert first in text or (place >= front.LEADING and f"{answer.title}." in text)
    cards = published.page.partition('<ul class="cards">')[2].partition("</ul>")[0].split("<li>")
    for card in cards[1:]:
        assert re.search(r"95% interval|points \(", card)


def test_the_front_page_is_short_and_plain(published: Published) -> None:
    # A source that is late adds a banner, and these tests make one late.
    words = text_of(re.sub('(?s)<div class="banner".*?</div>', "", visible(published.page)))
    assert 100 < len(words.split()) <= 300
    assert len(Tags(visible_menu(published.page)).links) == 12
    definitions = published.connection.execute("select distinct definition from marts.metrics")
    assert not [name for (name,) in definitions.fetchall() if "_" in name and name in words]


def test_every_page_has_the_day_and_its_release(published: Published) -> None:
    release = published.manifest["release"]
    assert re.fullmatch("[0-9a-f]{12}", release)
    for name, text in pages(published.folder).items():
        assert '<time datetime="2026-02-01">1 February 2026</time>' in text, name
        assert f"releases/{release}.html" in text, name


def test_europe_stands_beside_countries_and_each_against_the_united_states(
    published: Published,
) -> None:
    text = (published.folder / "countries" / "europe.html").read_text(encoding="utf-8")
    assert re.search(r"Against the United States in this period: [+−]\d+\.\d percentage", text)
    rows = read_csv(published.folder / "countries" / "all.csv")
    assert {row["rank"] for row in rows if row["name"] == "Europe"} == {""}


def test_tables_of_entities_have_the_numbers_of_the_metrics(published: Published) -> None:
    rows = read_csv(published.folder / "countries" / "all.csv")
    germany = {row["measure"]: row for row in rows if row["name"] == "Germany" and is_newest(row)}
    for team in ("academic_only", "no_company"):
        ((value, n),) = published.connection.execute(
            "select value, n from marts.metrics_latest where metric = 'paper_team_share'"
            " and definition = 'accepted' and period = '2023-latest' and country = 'DE'"
            " and counting = 'full'"
            f" and team_class = '{team}'"
        ).fetchall()
        assert (float(germany[team]["value"]), int(germany[team]["n"])) == (value, n)
        assert int(germany[team]["rank"]) > 1


def is_newest(row: dict[str, str]) -> bool:
    return row["is_newest"] == "true"


def test_a_question_is_short(published: Published) -> None:
    for question in QUESTIONS:
        text = (published.folder / f"{question.id}.html").read_text(encoding="utf-8")
        main = text.partition("<main")[2].partition(">")[2].partition("</main>")[0]
        assert len(text_of(visible(text)).split()) <= 500, question.id
        assert len(text_of(main).split()) <= 2500, question.id
    methods = (published.folder / "methods.html").read_text(encoding="utf-8")
    assert len(text_of(methods).split()) <= 9000


def test_pages_explain_terms_of_the_glossary_only(publication: Publication) -> None:
    terms = glossary.terms(publication.glossary)
    assert {term for question in QUESTIONS for term in question.terms} <= terms.keys()


def test_a_figure_or_its_files_are_on_one_page(published: Published) -> None:
    for figure in FIGURES:
        shown = [page for page in PAGES if figure in page.figures]
        assert len(shown) == 1, (figure, shown)
        text = (published.folder / f"{shown[0].id}.html").read_text(encoding="utf-8")
        assert f'href="figures/{figure}.csv"' in text or FIGURES[figure].question in text, figure


def test_warnings_are_shown(published: Published) -> None:
    text = (published.folder / "caveats.html").read_text(encoding="utf-8")
    assert "Failed checks" in text
    assert "years_known" in text
    assert "3 rows" in text


def test_overrides_are_shown(published: Published) -> None:
    text = (published.folder / "caveats.html").read_text(encoding="utf-8")
    assert "2026-01-31 rows_of_list_lost" in text_of(text)
    assert "they left &lt;b&gt;" in text
    assert "200 to 90" in text


def test_a_withdrawn_file_is_shown_with_its_reason(published: Published) -> None:
    text = (published.folder / "data.html").read_text(encoding="utf-8")
    _, _, section = text.partition("Withdrawn files")
    for part in ("whose rows no number counts", "wrong.csv", "2026-01-30", "It has &lt;b&gt; rows"):
        assert part in section


@pytest.mark.parametrize("reason", ["may it be read?", "no such file.", "HTTP 500"])
def test_the_reason_of_a_late_source_ends_once(record: Edited, reason: str) -> None:
    record.edit(
        "update marts.source_state set is_behind = true, state = 'degraded', reason = ?, files = 0,"
        " attempted_on = '2026-02-01', succeeded_on = null where shape = 'crossref'",
        [reason],
    )
    (sentence,) = behind(record.marts)
    assert f": {reason.removesuffix('.')}" in sentence
    assert re.search(r"[a-z0-9]([.?]) No refresh has completed yet\. None of its", sentence)


def test_a_fresh_file_with_old_content_is_stated(record: Edited) -> None:
    record.edit("update marts.source_state set is_standing_still = shape = 'clusters'")
    (sentence,) = standing_still(states(record.marts))
    assert "Epoch AI (clusters) dates from 15 October 2025, although the file dates" in sentence


def test_pages_state_that_a_source_they_need_failed(published: Published) -> None:
    texts = pages(published.folder)
    sentence = (
        "Epoch AI (clusters) could not be refreshed on 2026-01-31: HTTP 500 &lt;b&gt;. The last"
        " complete refresh was on 2026-01-30. Numbers that need it use stored vintages up to"
    )
    stating = {name for name, text in texts.items() if sentence in text}
    assert {"index.html", "how-concentrated.html", "changes.html"} <= stating
    assert "who-publishes.html" not in stating


def test_every_page_of_the_record_says_so(published: Published, record_home: Path) -> None:
    texts = pages(record_home / "published" / "latest")
    for name, text in texts.items():
        assert 'Data to <time datetime="2026-08-19">19 August 2026</time>: <a' in text, name
    assert text_of(texts["data.html"]).count("not yet confirmed") > 5
    assert "Compute Divide, embedded record of 19 August 2026, release " in texts["data.html"]
    assert not [name for name, text in pages(published.folder).items() if "Data to <" in text]


def tags_of(folder: Path) -> dict[str, Tags]:
    """Return every page by path; complete links of the page of a wrong address are shortened."""
    texts = pages(folder)
    texts["404.html"] = texts["404.html"].replace(f"{SITE}/", "")
    return {name: Tags(text) for name, text in texts.items()}


def target_of(name: str, link: str) -> tuple[str, str]:
    """Return the page and the anchor to which a relative link of a page leads."""
    page, _, anchor = link.partition("#")
    return posixpath.normpath(
        posixpath.join(posixpath.dirname(name), page)
    ) if page else name, anchor


@pytest.fixture(params=["published", "record_home"])
def site(request: pytest.FixtureRequest) -> Path:
    """The folder of a publication: that of these tests, or that of the record."""
    site = request.getfixturevalue(request.param)
    return site.folder if isinstance(site, Published) else (site / "published" / "latest").resolve()


def test_the_site_needs_nothing_but_its_folder(site: Path) -> None:
    """All links are relative, so the folder works under any path."""
    count = 0
    for name, page in tags_of(site).items():
        assert not {"iframe", "object", "style"} & set(page.tags)
        local = [link for link in page.links if not link.startswith(("#", "http"))]
        assert not [link for link in local if link.startswith("/")], name
        assert not [link for link in page.links if link.startswith(SITE)], name
        for link in [*local, *page.sources]:
            assert (site / target_of(name, link)[0]).is_file(), (name, link)
        count += len(local)
    assert count > 500


def test_a_wrong_address_leads_back_to_the_site(published: Published) -> None:
    """A server shows the page at any depth, so each of its links is complete."""
    page = Tags((published.folder / "404.html").read_text(encoding="utf-8"))
    assert {link for link in page.links if not link.startswith(f"{SITE}/")} == {"#main"}


def test_every_link_to_an_anchor_finds_it(site: Path) -> None:
    tags = tags_of(site)
    followed = set()
    for name, page in tags.items():
        for link in page.links:
            target, anchor = target_of(name, link)
            # An address of rows states what to show: period=2024.
            if anchor and "=" not in anchor and not link.startswith("http"):
                assert anchor in tags[target].anchors, (name, link)
                followed.add(f"{target}#{anchor}")
    assert len(followed) > 100
    definitions = {"metric-model_team_share", "definition-notable_classed"}
    assert definitions <= set(tags["methods.html"].anchors)


def test_former_pages_lead_to_their_rows(published: Published) -> None:
    leading = {
        name: html.unescape(found[1])
        for name, text in files(published.folder).items()
        if (found := MOVED.search(text))
    }
    assert len(leading) > 100
    tags = tags_of(published.folder)
    for name, link in leading.items():
        target, anchor = target_of(name, link)
        assert anchor.startswith("search=") or anchor in tags[target].anchors, name


def test_there_are_pages_for_what_has_a_series(published: Published) -> None:
    assert len(pages(published.folder)) <= 120


def test_no_page_shows_markup_of_ours(site: Path) -> None:
    """On Python 3.11, a substitution in Markup escapes the tags that it adds."""
    for name, text in pages(site).items():
        assert not re.findall(r"&lt;(?:span|data|time)\b", text), name


def test_no_level_of_headings_is_missing(published: Published) -> None:
    for name, text in pages(published.folder).items():
        levels = [int(level) for level in re.findall(r"<h([1-6])\b", text)]
        assert levels[0] == levels.count(1) == 1, name
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), name


def test_anchors_are_unique(published: Published) -> None:
    for name, text in pages(published.folder).items():
        anchors = Tags(text).anchors
        assert len(anchors) == len(set(anchors)), name


def test_the_policy_allows_our_styles_and_scripts_only(published: Published) -> None:
    text = (published.folder / "who-trains.html").read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    allowed = html.unescape(policy.group(1))
    assert "unsafe" not in allowed
    assert "default-src 'none'" in allowed
    assert "style-src 'self' file:;" in allowed
    inline = re.findall("<script>(.*?)</script>", text, flags=re.S)
    assert len(inline) == 2
    digests = [base64.b64encode(hashlib.sha256(code.encode()).digest()) for code in inline]
    # Only a script of ours may load others: those of the explorer, also from a file.
    sources = [*(f"'sha256-{digest.decode()}'" for digest in digests), "'strict-dynamic'"]
    assert f"script-src {' '.join(sources)};" in allowed


def test_only_the_search_may_load_scripts_of_the_site(published: Published) -> None:
    texts = pages(published.folder)
    for name, page in tags_of(published.folder).items():
        text = html.unescape(texts[name])
        (allowed,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
        scripts = next(part for part in allowed.split("; ") if part.startswith("script-src"))
        assert ("'self'" in scripts) == (name == "search.html"), name
        assert "http" not in allowed
        assert page.sources.count("pagefind/pagefind-ui.js") == 0


def test_the_search_has_the_main_part_of_pages_but_no_day(published: Published) -> None:
    """If the search indexed the day, its files would have other names on another day."""
    fragments = list((published.folder / "pagefind" / "fragment").iterdir())
    folders = [entities.KINDS[kind].id for kind in entities.PAGED]
    cases = [path for name in folders for path in (published.folder / name).glob("*.html")]
    # The front page, each page except that of the search, and each venue and country.
    assert len(fragments) == len(PAGES) + len(cases)
    texts = [gzip.decompress(path.read_bytes()).decode() for path in fragments]
    assert any("What could change it" in text for text in texts)
    assert not [text for text in texts if "1 February 2026" in text or "2026-02-01" in text]
    assert not [text for text in texts if published.manifest["release"] in text]


LONG = "\N{CJK UNIFIED IDEOGRAPH-4E2D}" + "x" * 10_000


def fill_with_hostile_text(record: Edited) -> None:
    """Put hostile text into every field that a publisher controls, on few pages."""
    record.edit("delete from marts.papers where venue <> 'aaai' and hash(paper_id) % 20 > 0")
    record.edit(
        "delete from marts.metrics"
        " where country is not null or venue not in ('aaai', 'cvpr', 'icml', 'neurips')"
    )
    record.edit(
        "update marts.vintages set publisher = $1, url = 'javascript:alert(1)', file = $1,"
        " licence = '=cmd()', citation = $2",
        [HOSTILE, LONG],
    )
    record.edit("update marts.models set organization = $1", [LONG])
    record.edit("update marts.compute_owners set holder = $1", [HOSTILE + LONG])
    record.edit(
        "update marts.entity_measures set name = $1, key = $1"
        " where kind = 'venue' and key = 'aaai'",
        [HOSTILE],
    )
    for mart in ("metrics", "venue_panel"):
        record.edit(f"update marts.{mart} set venue = $1 where venue = 'aaai'", [HOSTILE])
    record.edit("update marts.dim_topic set title = $1 where title like 'Recomm%'", [HOSTILE])
    record.edit("update marts.entity_measures set name = $1 where key = 'aaai'", [HOSTILE])


@pytest.fixture
def figures(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Save only the pictures of figures that show hostile text, and collect their names."""
    names: set[str] = set()
    save = render.save

    def save_foreign(figure: Figure, png: Path, svg: Path) -> list[tuple[str, str]]:
        # Captions name the publisher in every figure, so one of them is enough.
        foreign = not names or "script>" in figure.data.to_csv()
        if foreign:
            names.add(figure.id)
        return (save if foreign else save_nothing)(figure, png, svg)

    monkeypatch.setattr(render, "save", save_foreign)
    return names


def test_hostile_text_is_inert(
    record: Edited, folder: Path, publication: Publication, figures: set[str]
) -> None:
    fill_with_hostile_text(record)
    publish(record.connection, folder, publication)
    assert "adoption_by_origin" in figures
    texts = pages(folder)
    for name, text in texts.items():
        tags = Tags(text)
        # Our scripts are that of tables, and the search, the rows of a list or the loader of the
        # explorer, all inline. The page with the calculator has that and its data too.
        expected = (4,) if name == "what-is-in-reach.html" else (1, 2)
        assert tags.tags.count("script") in expected, name
        assert not any(source.endswith(".js") for source in tags.sources), name
        assert not any(attribute.startswith("on") for attribute in tags.attributes), name
        assert not any(link.startswith("javascript") for link in tags.links), name
        assert not CONTROLS & set(text), name
        assert "x" * 1_000 not in text, name
    for name in ("data.html", "venues.html"):
        assert "&lt;script&gt;" in texts[name], name
    assert all((folder / "figures" / f"{figure}.svg").stat().st_size > 1_000 for figure in figures)
    for path in folder.glob("figures/*.svg"):
        assert "<script" not in path.read_text(encoding="utf-8"), path.name
    vintages = read_csv(folder / "data" / "vintages.csv")
    assert {row["licence"] for row in vintages} == {"'=cmd()"}
    for path in folder.rglob("*.csv"):
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rt", encoding="utf-8", newline="") as file:
            cells = [cell for line in csv.reader(file) for cell in line]
        assert not [cell for cell in cells if cell.startswith("=")], path.name
        assert not [c for c in cells if c[:1] in "+-@" and c and not NUMBER.fullmatch(c)], path.name
