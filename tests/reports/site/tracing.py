"""Finds the row of a published table for every number on the pages of a publication.

``untraced(folder)`` reads the pages as a reader does. It looks for each number in this order:

- in the rows that ``statements.json`` gives for the sentence, which must be rows of their tables;
- in the rows of the figure whose words it stands in, which must be rows of ``metrics.parquet``;
- in one row of the table that the page shows, with all other numbers of its line;
- in a text of the tables, the documents or the publication that the page repeats;
- in a text of the code or the templates, where it is a constant of prose, such as "95% interval".

The numbers that are left have no row.
"""

from __future__ import annotations

import ast
import datetime as dt
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb

from reports.catalogue import PAGES
from reports.charts.waterfall import LEAST
from reports.marts import dimensions, sources
from reports.marts.left_out import left_out
from reports.marts.papers import COVERED
from reports.marts.reader import Marts
from reports.marts.revisions import verdicts
from reports.publication.export import DUCKDB_VERSION, LARGEST_CSV
from reports.site.mart_table import MOST_ROWS
from reports.text.formatting import plain
from tests.builders import ROOT

Row = Mapping[str, Any]
NUMBER = re.compile(
    r"(?<![\w.])(?:\d{4}-\d\d-\d\d"
    r"|[<>+\N{MINUS SIGN}-]?\d+(?:,\d{3})*(?:\.\d+)?(?:e[+-]?\d+(?:\.\d+)?)?k?%?)(?!\w)"
)
MONTHS = "January February March April May June July August September October November December"
DAY = re.compile(rf"(\d{{1,2}}) ({MONTHS.replace(' ', '|')}) (\d{{4}})")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"}
INLINE = {
    "a",
    "abbr",
    "b",
    "code",
    "em",
    "i",
    "small",
    "span",
    "strong",
    "time",
    "wbr",
    "br",
    "data",
}
SILENT = {"script", "style", "pre", "head"}
SHARES = ("share", "cr4")
PLACE = ("metric", "definition", "source", "vintage", "period")
ENDS = (
    "team_class",
    "sector",
    "topic",
    "country",
    "region",
    "venue",
    "unit",
    "value",
    "n",
    "k",
    "ci_low",
    "ci_high",
)
GLOSSARY = ROOT / "dbt_project" / "docs" / "glossary.md"
# The notice of the sample names its models and papers.
SAMPLE_SIZES = """
    select n from marts.metrics
    where source = 'sample' and period = 'all' and team_class is null and venue is null
        and (metric, definition) in (
            ('disclosure_share', 'notable'), ('paper_affiliation_coverage', 'accepted')
        )
"""
BUDGETS = """
    select budget.*, estimate.n, estimate.k
    from marts.compute_budgets as budget
    inner join marts.metrics as estimate using (definition)
    where estimate.metric = 'reachable_share' and estimate.team_class is null
        and budget.utilization_level = 'central'
        and budget.year = (select max(year) from marts.compute_budgets)
"""
METRIC_COLUMNS = (
    "period, team_class, sector, topic, country, region, unit, value, ci_low, ci_high, n, k,"
    " n_unknown, bound_low, bound_high"
)
MOST_READ = 150
HASH = 12
# Constants of the code that words of figures name: years, and the share of a covered year.
NAMED = {"2010", "2013", "2014", "2015", "2019", "2020", "2022", "2023", f"{100 * COVERED:.0f}%"}


@dataclass
class Block:
    """The text of one element without its blocks, and the ids of the elements around it."""

    text: str
    around: tuple[str, ...]
    tag: str


@dataclass
class Table:
    """A table of a page: the id of its heading, its columns, its lines, and the text before it."""

    label: str
    before: str
    lines: list[list[str]] = field(default_factory=list)


class Reader(HTMLParser):
    """Reads a page into blocks of text and tables."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.blocks: list[Block] = []
        self.tables: list[Table] = []
        self._open: list[tuple[str, str]] = []
        self._heading = self._label = ""
        self._text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "img":
            self._flush()
            self._open.append(("alt", Path(given.get("src") or "").name.split(".")[0]))
            self._text = given.get("alt") or ""
            self._flush()
            self._open.pop()
        if tag not in INLINE:
            self._flush()
        if tag in VOID:
            return
        self._open.append((tag, given.get("id") or ""))
        if tag == "div":
            self._label = given.get("aria-labelledby") or given.get("aria-label") or ""
        if tag in ("h2", "h3"):
            self._heading = given.get("id") or ""
        if tag == "table":
            label = self._label
            before = next((b.text for b in reversed(self.blocks) if b.tag == "p"), "")
            self.tables.append(Table(label, before))
        if tag == "tr" and self.tables:
            self.tables[-1].lines.append([])

    def handle_endtag(self, tag: str) -> None:
        if tag not in INLINE:
            self._flush(tag)
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not SILENT & {tag for tag, _ in self._open}:
            self._text += data

    def _flush(self, closing: str = "") -> None:
        text, self._text = " ".join(self._text.split()), ""
        tags = [tag for tag, _ in self._open]
        if "table" in tags:
            if closing in ("td", "th"):
                self.tables[-1].lines[-1].append(text)
        elif text:
            around = (self._heading, *(name for _, name in self._open if name))
            block = next((tag for tag in reversed(tags) if tag not in INLINE), "")
            self.blocks.append(Block(text, around, block))


def tokens(text: str) -> list[str]:
    return NUMBER.findall(DAY.sub(_iso, text))


def _iso(day: re.Match[str]) -> str:
    return f"{day[3]}-{MONTHS.split().index(day[2]) + 1:02d}-{int(day[1]):02d}"


def forms(row: Row) -> set[str]:
    """Return every form in which the numbers of a row may be printed."""
    unit = str(row.get("unit") or "")
    found: set[str] = set()
    for name, value in row.items():
        found |= _forms(name, value, unit)
    if isinstance(row.get("n"), int) and isinstance(row.get("k"), int):
        found |= _whole(row["n"] - row["k"])
    if {"unknown", "n"} <= row.keys():
        found |= _printed(100 * row["unknown"] / row["n"])
    return found


def _forms(name: str, value: Any, unit: str) -> set[str]:
    if value is None or isinstance(value, bool):
        return set()
    if isinstance(value, dt.date | dt.datetime):
        return {value.isoformat()[:10], str(value.year)}
    if isinstance(value, str):
        pieces = re.findall(r"\d+", value) if len(value) < 40 else []
        return {*tokens(value), *tokens(value[:HASH]), *pieces}
    if isinstance(value, dict):
        return forms(value)
    if isinstance(value, list | tuple):
        return {form for part in value for form in _forms(name, part, unit)}
    number = float(value)
    if isinstance(value, int) or (isinstance(value, Decimal) and number.is_integer()):
        return _whole(int(number))
    if math.isnan(number):
        return set()
    return {form for scaled in _scaled(number, unit, name) for form in _printed(scaled)} | (
        _whole(int(number)) if number.is_integer() and abs(number) < 1e12 else set()
    )


def _whole(number: int) -> set[str]:
    thousands = f"{number / 1000:.1f}k" if number < 9950 else f"{number / 1000:.0f}k"
    return {f"{number:,}", str(number), f"+{number}", thousands, f"{number:.0f}%"}


def _scaled(number: float, unit: str, name: str) -> list[float]:
    """Return the number, and the number on each scale on which its unit is printed."""
    found = [number]
    if 0 <= abs(number) <= 1.0000001 or unit in SHARES or "per_" in unit:
        found.append(100 * number)
    if ("log10" in unit and "per_" not in unit) or "margin" in name:
        found += [10**number] if abs(number) < 60 else []
    if unit == "log2_ratio":
        found.append(2**number)
    if name.endswith("per_second"):
        found.append(number / 1e18)
    return found


@cache
def _printed(number: float) -> frozenset[str]:
    plain = {f"{number:.{digits}f}" for digits in range(5)}
    plain |= {f"{number:.3g}", f"{number:.4g}", f"{float(f'{number:.2g}'):,.10g}", f"{number:.1e}"}
    plain |= {f"{number:,.0f}", f"1e{number:.1f}"}
    minus = {
        text.replace("-", "\N{MINUS SIGN}", 1) if text.startswith("-") else text for text in plain
    }
    both = plain | minus | {f"+{text}" for text in plain if not text.startswith("-")}
    # A range has one percent sign for both ends.
    percentages = {f"{text}%" for text in both}
    edges = {"<1%", "<0.1%"} if 0 < number < 1 else set()
    edges |= {">99%", ">99.9%"} if 99 < number < 100 else set()
    return frozenset(both | percentages | edges)


class Publication:
    """The tables and files of a published folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.connection = duckdb.connect()
        self.connection.execute(f"attach '{folder}/compute_divide.duckdb' as published (read_only)")
        self.connection.execute("use published")

    def rows(self, query: str) -> list[dict[str, Any]]:
        result = self.connection.execute(query)
        names = [column[0] for column in result.description or []]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def answers_as(self, stated: Row) -> bool:
        """Return whether a stated row is in its table, or a stated query gives its answer."""
        if "query" in stated:
            (row,) = self.rows(stated["query"])
            return json.loads(json.dumps(row, default=str)) == stated["answer"]
        return self.has(stated["table"], stated["row"])

    def rows_of_no_metric(self, figure: str) -> list[dict[str, Any]]:
        """Return rows of a figure that name a metric and are not in metrics.parquet."""
        file = f"'{self.folder}/figures/{figure}.parquet'"
        columns = {row["column_name"] for row in self.rows(f"describe from {file}")}
        shared = [name for name in (*PLACE, *ENDS) if name in columns]
        if not {*PLACE, "value"} <= set(shared):
            return []
        equal = " and ".join(f"mine.{name} is not distinct from theirs.{name}" for name in shared)
        return self.rows(
            f"select * from {file} as mine where value is not null and not exists"
            f" (from '{self.folder}/metrics.parquet' as theirs where {equal})"
        )

    def answers(self, script: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of a file of queries that give few rows, as a figure's caption needs."""
        text = (self.folder / script).read_text(encoding="utf-8")
        for statement in duckdb.extract_statements(text):
            result = self.connection.execute(statement)
            names = [column[0] for column in result.description or []]
            rows = result.fetchmany(MOST_READ + 1)
            if len(rows) <= MOST_READ:
                yield from (dict(zip(names, row, strict=True)) for row in rows)

    def table(self, name: str) -> list[dict[str, Any]]:
        """Return all rows of a mart, or none if the warehouse was built without it."""
        return self.rows(f"from marts.{name}") if Marts(self.connection).has(name) else []

    def json(self, name: str) -> Any:
        return json.loads((self.folder / name).read_text(encoding="utf-8"))

    def has(self, table: str, row: Row) -> bool:
        """Return whether exactly one row of a downloaded table has all these values."""
        place = f"{table}.parquet" if table == "metrics" else f"data/{table}.parquet"
        conditions, values = [], []
        for name, value in row.items():
            if name == "vintages":
                continue
            if isinstance(value, float):
                conditions.append(f"abs({name} - ?) <= 1e-12 * greatest(1, abs({name}))")
            else:
                conditions.append(f"{name}::varchar is not distinct from ?::varchar")
            values.append(value)
        if table == "metrics":
            absent = {"team_class", "sector", "topic", "country", "region", "venue"} - row.keys()
            conditions += [f"{name} is null" for name in sorted(absent)]
        query = f"select count(*) from '{self.folder / place}' where {' and '.join(conditions)}"
        return self.connection.execute(query, values).fetchone() == (1,)


def untraced(folder: Path) -> list[tuple[str, str, list[str]]]:
    """List the page, the text and the numbers for which no row is found."""
    found = Publication(folder)
    traces = Traces(found)
    release = found.json("manifest.json")["release"]
    names = sorted(path.name for path in folder.glob("*.html"))
    left = [*traces.without_rows()]
    for name in (*names, f"releases/{release}.html"):
        page = Reader((folder / name).read_text(encoding="utf-8"))
        for text, numbers in traces.of_page(page):
            left.append((name, text, numbers))
    return left


class Traces:
    """The texts and rows that can explain a number of a publication."""

    def __init__(self, publication: Publication) -> None:
        self.publication = publication
        self.statements = publication.json("statements.json")
        manifest = publication.json("manifest.json")
        self.figures = {
            one["id"]: publication.json(f"figures/{one['id']}.json") for one in manifest["figures"]
        }
        self.facts = {
            DUCKDB_VERSION,
            *_whole(LARGEST_CSV),
            *re.findall(r"\d{4}-\d\d-\d\d", GLOSSARY.read_text(encoding="utf-8")),
            *(form for row in publication.rows(SAMPLE_SIZES) for form in forms(row)),
            *(str(row["vintage"]) for row in publication.rows("from marts.vintages")),
            publication.json("published.json")["published_at"][:10],
            publication.json("published.json")["published_at"][:4],
            manifest["release"],
        }
        self.of_figures = {name: _figure_forms(rows) for name, rows in self.figures.items()}
        self.lines = [forms(row) for row in _lines(publication, manifest)]
        self.texts = [*_texts(publication, manifest), *constants()]
        self.sources = dict(_sources(publication, manifest))
        self._read: dict[str, set[str]] = {}

    def without_rows(self) -> Iterator[tuple[str, str, list[str]]]:
        """Yield the sentences and figures whose rows the tables do not have."""
        for statement in self.statements:
            for row in statement["rows"]:
                if not self.publication.answers_as(row):
                    yield "statements.json", statement["text"], [json.dumps(row)]
        for name in self.figures:
            if wrong := self.publication.rows_of_no_metric(name):
                yield f"figures/{name}.parquet", name, [str(row) for row in wrong]

    def of_page(self, page: Reader) -> Iterator[tuple[str, list[str]]]:
        """Yield each text with the numbers that have no row or text."""
        sizes = {form for table in page.tables for form in _whole(len(table.lines) - 1)}
        sizes |= _whole(
            sum("caveats" in block.around for block in page.blocks if block.tag == "li")
        )
        for block in page.blocks:
            left = self._left(block.text, block.around)
            if re.match(r"All [\d,]+ (caveats|checks|files|rows)", block.text):
                left = [one for one in left if one not in sizes]
            if left and not any(set(tokens(block.text)) <= line for line in self.lines):
                yield block.text, left
        for table in page.tables:
            yield from self._of_table(table)

    def _left(self, text: str, around: Sequence[str] = ()) -> list[str]:
        for statement in self.statements:
            if statement["text"] in text:
                yes = {form for row in statement["rows"] for form in _stated(row)}
                yes |= self.facts
                stated = [one for one in tokens(self._bare(statement["text"])) if one not in yes]
                if stated:
                    return stated
                text = text.replace(statement["text"], " ")
        allowed = set(self.facts).union(*(self.of_figures.get(name, ()) for name in around))
        if set(tokens(text)) <= allowed:
            return []
        left = [one for one in tokens(self._bare(text)) if one not in allowed]
        if not left:
            return []
        allowed = set().union(*(self._read_by(name) for name in around if name in self.figures))
        if mart := re.search(r"Data: marts\.(\w+): CSV", text):
            allowed |= self._of_mart(mart[1])
        return [one for one in left if one not in allowed]

    def _read_by(self, figure: str) -> set[str]:
        """Return the numbers of rows that a figure reads but does not draw."""
        if figure not in self._read:
            self._read[figure] = NAMED.union(
                *(forms(row) for row in self.publication.answers(f"figures/{figure}.sql"))
            )
        return self._read[figure]

    def _of_mart(self, mart: str) -> set[str]:
        """Return the numbers in the rows of a mart, and how many rows pages select from it."""
        rows = self._shown(mart)
        found = set().union(*(forms(row) for row in rows))
        return found | _whole(len(rows)) | _whole(MOST_ROWS)

    def _shown(self, mart: str) -> list[dict[str, Any]]:
        """Return the rows of a mart that a page shows, or that all pages show."""
        views = [view for page in PAGES for view in page.tables if view.mart == mart]
        where = " or ".join(f"({view.where})" for view in views) or "true"
        return self.publication.rows(f"from marts.{mart} where {where}")

    def _bare(self, text: str) -> str:
        """Remove the parts that repeat a text of the tables, the documents or the code."""
        for known in self.texts:
            if known in text:
                text = text.replace(known, " ")
        return text

    def _of_table(self, table: Table) -> Iterator[tuple[str, list[str]]]:
        """Each line of a table must have all its numbers in one row of its source."""
        waiting = map(forms, self._rows_of(table))
        known: list[set[str]] = []
        for line in table.lines:
            numbers = set(tokens(" | ".join(line)))
            if not numbers or _has_all(numbers, known, waiting):
                continue
            bare = tokens(self._bare(" | ".join(line)))
            best = max(known, key=lambda one: len(set(bare) & one), default=set())
            if left := [one for one in bare if one not in best and one not in self.facts]:
                yield f"{table.label}: {' | '.join(line)}", left

    def _rows_of(self, table: Table) -> list[dict[str, Any]]:
        if table.label in self.sources:
            return self.sources[table.label]
        kind, _, name = table.label.partition("-")
        if kind == "mart":
            return self._shown(name)
        if kind == "published":
            return self.publication.rows(
                f"from marts.published_against_recomputed where figure = '{name}'"
            )
        if kind == "numbers":
            place = re.search(
                r"Metric (?:\S+ )?(\S+), definition (\S+), source (\S+), vintage (\S+?)\. ",
                table.before,
            )
            if place:
                metric, definition, source, vintage = place.groups()
                return self.publication.rows(
                    f"select {METRIC_COLUMNS} from marts.metrics where metric = '{metric}'"
                    f" and definition = '{definition}'"
                    f" and source = '{source}' and vintage = date '{vintage}'"
                )
        return []


def _has_all(numbers: set[str], known: list[set[str]], waiting: Iterator[set[str]]) -> bool:
    """Return whether a row has all numbers. Rows that wait are read, up to the one that has."""
    if any(numbers <= one for one in known):
        return True
    for one in waiting:
        known.append(one)
        if numbers <= one:
            return True
    return False


def _stated(row: Row) -> set[str]:
    return forms(row["answer"] if "query" in row else row["row"])


def _figure_forms(rows: Sequence[Row]) -> set[str]:
    """Return the numbers in the rows of a figure, their sums, and counts of rows and of values."""
    found = {form for row in rows for form in forms(row)} | _whole(len(rows))
    groups = [name for name in (rows[0] if rows else {}) if isinstance(rows[0][name], str)]
    for name in groups:
        found |= _whole(len({row[name] for row in rows}))
        sizes: dict[Any, int] = {}
        for row in rows:
            sizes[row[name]] = sizes.get(row[name], 0) + 1
        found |= {form for size in sizes.values() for form in _whole(size)}
    found |= {form for total in _small_parts(rows) for form in _printed(100 * total)}
    treatments = [name for name in groups if name.endswith("unknowns")]
    found |= _whole(len({tuple(row[name] for name in treatments) for row in rows}))
    # There is one row for each period and class, and sectors divide its works.
    cells = {(row.get("period"), row.get("team_class")): row for row in rows}.values()
    found |= _whole(sum(int(row.get("n") or 0) + int(row.get("n_unknown") or 0) for row in cells))
    for part in _parts(rows, groups):
        for name in ("n", "n_unknown"):
            found |= _whole(sum(int(row[name]) for row in part if row.get(name)))
    return found


def _small_parts(rows: Sequence[Row]) -> Iterator[float]:
    """Return the parts of a revision under half a point, which the figure draws together."""
    revised = [row for row in rows if {"contribution", "old_vintage"} <= set(row)]
    for old in {row["old_vintage"] for row in revised}:
        parts = [row["contribution"] for row in revised if row["old_vintage"] == old]
        yield sum(part for part in parts if abs(part) < LEAST)


def _parts(rows: Sequence[Row], groups: Sequence[str]) -> Iterator[list[Row]]:
    """Return all rows, those of each value of a column, and the first row of each period."""
    yield list(rows)
    for name in groups:
        for value in {row[name] for row in rows}:
            part = [row for row in rows if row[name] == value]
            yield part
            yield list({row.get("period"): row for row in part}.values())
    yield list({row.get("period"): row for row in rows}.values())


def _texts(publication: Publication, manifest: Row) -> list[str]:
    """Return texts of tables and documents that pages repeat, longest first."""
    found: set[str] = set()
    for comment in publication.rows(
        "select comment as text from duckdb_tables() union select comment from duckdb_columns()"
        " union select data_type from duckdb_columns()"
    ):
        found |= {_said(comment["text"] or ""), comment["text"] or ""}
    for table in (
        *("dim_caveat", "dim_definition", "dim_metric", "dim_published_figure", "dim_topic"),
        *("vintages", "source_state", "metric_absences", "published_against_recomputed"),
    ):
        for row in publication.table(table):
            for value in row.values():
                if isinstance(value, str) and re.search(r"\d", value):
                    found |= {value, _said(value)}
    marts = Marts(publication.connection)
    for row in sources.drifted_columns(marts) if marts.has("column_drift") else ():
        found |= {f"{plain(row['column_name'], 60)} ({row['files']})"}
    glossary = GLOSSARY.read_text(encoding="utf-8")
    specification = (publication.folder / "metrics.md").read_text(encoding="utf-8")
    for line in (glossary + specification).splitlines():
        found |= {_said(cell) for cell in line.split("|") if re.search(r"\d", cell)}
        found |= {_said(line.strip("#-| "))}
    found |= {one["title"] for one in manifest["figures"]}
    found |= {one["reason"] for one in manifest["figures_not_drawn"]}
    found |= {f"{name} {number}" for name, number in manifest["versions"].items()}
    found |= {text for override in manifest["overrides"] for text in override.values()}
    found |= {manifest["release"], manifest["code_version"]}
    lines = {" ".join(text.split()) for text in found}
    return sorted((line for line in lines if _is_worded(line)), key=len, reverse=True)


def _is_worded(text: str) -> bool:
    """Return whether a text has a number, and a word that makes it more than one."""
    return len(text) > 5 and bool(re.search(r"\d", text) and re.search(r"[A-Za-z]{2}", text))


def _said(text: str) -> str:
    """Return a text of the tables or of Markdown in the form in which a page shows it."""
    text = re.sub(r"metrics\.md (?:section )?(\d+(?:\.\d+)?|M\d+[a-z]?\d?)", r"section \1", text)
    return " ".join(re.sub(r"\[([^]]*)\]\([^)]*\)|[`*]", r"\1", text).split())


@cache
def constants() -> list[str]:
    """Return texts of the code and the templates that have a number, longest first."""
    found: set[str] = set()
    for path in sorted((ROOT / "reports").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        remarks = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= set() if id(node) in remarks else {node.value}
    for path in sorted((ROOT / "reports" / "site" / "templates").glob("*.html")):
        bare = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "\0", path.read_text(encoding="utf-8"), flags=re.S)
        shown = re.sub(r"<[^>]*>", "\0", bare.replace("&lt;", "<"))
        found |= {part for line in shown.split("\n") for part in line.split("\0")}
    found |= {value for path in (ROOT / "reports/site").glob("*.csv") for value in
              re.split(r'[,"\n]', path.read_text(encoding="utf-8"))}  # fmt: skip
    lines = {" ".join(part.split()) for text in found for part in text.split("\n")}
    return sorted(filter(_is_worded, lines), key=len, reverse=True)


def _lines(publication: Publication, manifest: Row) -> Iterator[Row]:
    """Return rows that a page writes as lines of text."""
    yield from sources.summaries(Marts(publication.connection))
    yield from publication.table("dim_published_figure")
    yield from publication.table("published_against_recomputed")
    yield from manifest["checks"]
    yield from manifest["overrides"]
    if Marts(publication.connection).has("compute_budgets"):
        yield from publication.rows(
            "select list(distinct utilization) as utilization, max(year) as year"
            " from marts.compute_budgets"
        )
    drifted = [(row["source"], row["kind"]) for row in publication.table("column_drift")]
    drift = sources.drifted_columns(Marts(publication.connection)) if drifted else []
    for place in set(drifted):
        yield {"n": len([one for one in drift if (one["source"], one["kind"]) == place])}


def _sources(publication: Publication, manifest: Row) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Return the rows behind each table that is not a mart."""
    marts = Marts(publication.connection)
    yield (
        "as-of-title",
        publication.rows(
            """
        select vintage, list(metrics) as estimates from marts.metrics
        where metric = 'model_team_share' and definition = 'notable_compute_known'
            and team_class = 'academic_only' and not suppressed
        group by vintage, source
        """
        ),
    )
    yield "budgets-title", publication.rows(BUDGETS) if marts.has("compute_budgets") else []
    yield "verdicts-title", verdicts(marts) if marts.has("sensitivity_headlines") else []
    yield "left-out-title", left_out(marts)
    yield "intervals-title", dimensions.interval_methods(marts)
    yield "absences-title", dimensions.absences(marts)
    yield "states", publication.table("source_state")
    yield "files", publication.rows("from marts.vintages")
    yield "tables-title", [{"name": n, "rows": rows} for n, rows in manifest["tables"].items()]
    yield "All checks", list(manifest["checks"])
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for check in manifest["checks"]:
        one = counts.setdefault((check["layer"], check["tool"]), dict.fromkeys(("good", "bad"), 0))
        one["good" if check["passed"] else "bad"] += 1
    yield "checks-title", [{**one, "none": 0} for one in counts.values()]
    for place, entry in enumerate(publication.json("changes.json"), start=1):
        yield f"step-{place}", entry["moved"]
