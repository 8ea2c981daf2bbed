"""What the publisher of each source answers, in a first state and after a change."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import io
import json
import tarfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ingestion import venues
from ingestion.credentials import OPENALEX_KEY, OPENREVIEW_SWITCH, PAPERCOPILOT_SWITCH
from ingestion.sources.chip_owners.source import OWNERS
from ingestion.sources.crossref import fetch as crossref_fetch
from ingestion.sources.crossref import source as crossref_source
from ingestion.sources.epoch.source import READ
from ingestion.sources.lists.source import SOURCE as LISTS
from orchestration.run.settings import RECORD
from tests.builders import (
    csv_text,
    hardware,
    land_file,
    listed_systems,
    model,
    paper,
    xlsx_of,
    zip_of,
)
from tests.ingestion.servers import HOST, File, Respond, file

LAST_YEAR = dt.datetime.now(dt.UTC).year - 1
PROGRAMME_PLACE = f"/static/virtual/data/neurips-{LAST_YEAR}-orals-posters.json"
TOP500_PLACE = "/lists/top500/2021/06/download/TOP500_202106.xlsx"
EDITIONS = "editions.csv"
ARCHIVE = "/papercopilot/paperlists/tar.gz/refs/heads/main"
OPENREVIEW = "/papercopilot/openreview/tar.gz/refs/heads/main"


@dataclass(frozen=True)
class Site:
    """A publisher. Faults concern the answer at ``place``; ``secrets`` are keys of the source."""

    host: str
    respond: Callable[[int], Respond]
    place: str
    secrets: dict[str, str] = field(default_factory=dict)
    dois: Mapping[int, Sequence[str]] = field(default_factory=dict)

    def configure(self, patch: pytest.MonkeyPatch, folder: Path, raw: Path) -> None:
        """Select one venue and one account, store a list with DOIs, and set keys and switches."""
        folder.mkdir(parents=True, exist_ok=True)
        table = folder / "venues.csv"
        cells = {
            "venue": "nips", "papercopilot": "yes", "acl_anthology": LAST_YEAR,
            "pmlr": f"{LAST_YEAR} 1",
            "crossref": "Synthetic {year}|{2000} Synthetic",
            "programme": f"neurips.cc {LAST_YEAR}/2",
        }  # fmt: skip
        table.write_text(csv_text([cells, {"venue": "jmlr"}]))
        patch.setattr(venues, "PATH", table)
        patch.setattr(venues, "EDITIONS", write_editions(folder))
        patch.setattr(venues, "LATE", dt.timedelta())
        ask_one_year(patch)
        for name, value in {
            PAPERCOPILOT_SWITCH: "yes",
            OPENREVIEW_SWITCH: "yes",
            **self.secrets,
        }.items():
            patch.setenv(name, value)
        if self.dois:
            add_list(raw, self.dois)


def ask_one_year(patch: pytest.MonkeyPatch) -> None:
    """Ask Crossref for the last whole year and this one only."""
    for module in (crossref_fetch, crossref_source):
        patch.setattr(module, "FIRST_YEAR", LAST_YEAR)


def write_editions(folder: Path) -> Path:
    """Write the only conference whose papers the sites have."""
    path = folder / EDITIONS
    path.write_text(f"venue,year,accepted,all_tracks\nnips,{LAST_YEAR},6,10\n")
    return path


def add_list(raw: Path, dois: Mapping[int, Sequence[str]]) -> None:
    """Store a list of papers with DOIs, as another source does before OpenAlex is asked."""
    rows = [
        {"title": doi, "venue": "v", "year": year, "authors": "-", "affiliations": "", "doi": doi}
        for year, values in dois.items()
        for doi in values
    ]
    path = raw.parent / "2026-01-01_list.csv"
    raw.parent.mkdir(exist_ok=True)
    path.write_text(csv_text(rows))
    land_file(path, LISTS, raw)


def files(*pairs: tuple[str, str | bytes]) -> Respond:
    """Return the answers of a publisher of files by path."""
    bodies = dict(pairs)
    return lambda path, _: file(bodies[path]) if path in bodies else None


def epoch(state: int) -> Respond:
    labels = ["Academia", "Industry"]
    rows = {
        kind: [
            model(**{"Model": f"{kind} {state} {n}", "Organization categorization": labels[n % 2]})
            for n in range(20)
        ]
        for kind in READ
    }
    return files(*((f"/data/{kind}_ai_models.csv", csv_text(rows[kind])) for kind in READ))


def clusters(state: int) -> Respond:
    row = {
        "Name": f"State {state}", "Status": "Existing", "Sector": "Private",
        "First Operational Date": "2024-01-01", "16-bit OP/s": "1e18",
    }  # fmt: skip
    return files(("/data/gpu_clusters.csv", csv_text([row, {**row, "Sector": "Public"}] * 10)))


def chip_owners(state: int) -> Respond:
    row = {
        "Chip manufacturer": "Acme", "End date": "2024-03-31",
        "Compute estimate in H100e (median)": "2", "H100e (5th percentile)": "1",
        "H100e (95th percentile)": "3",
    }  # fmt: skip
    rows = [{**row, "Owner": owner} for owner in (*OWNERS, f"Owner {state}")]
    return files(("/data/ai_chip_owners_cumulative_by_designer.csv", csv_text(rows)))


def data_centers(state: int) -> Respond:
    site = {"Name": f"Site {state}", "Owner": "Acme #likely", "Country": "France"}
    date = {"Data center": f"Site {state}", "Date": "2024-03-31", "H100 equivalents": "2"}
    tables = {"data_centers.csv": csv_text([site]), "data_center_timelines.csv": csv_text([date])}
    return files(("/data/data_centers/data_centers.zip", zip_of(tables)))


def devices(state: int) -> Respond:
    rows = [hardware(**{"Hardware name": f"Acme {state} {n}"}) for n in range(20)]
    return files(("/data/ml_hardware.csv", csv_text(rows)))


def lists_of_systems(state: int) -> Respond:
    """Return the answers of a site that has one list which the record lacks, and its newest."""
    rows = listed_systems(2.7e6, "Rmax [TFlop/s]", first=200, Site=f"State {state}")
    rows[0]["Country"] = f"Country {state}"
    newest = TOP500_PLACE.replace("2021", "2026")
    return files(*((place, xlsx_of(rows)) for place in (TOP500_PLACE, newest)))


def awarded(number: int, **changes: Any) -> dict[str, Any]:
    """Return a project of NAIRR, with a person, a title and an abstract."""
    resource = {
        "resourceName": "NCSA Delta GPU (Delta GPU)", "resourceUnits": "GPU Hours",
        # As large as those of the record, beside which a first day is judged.
        "amount": "1000000.0" if number == 100 else str(12000.0 + number),
    }  # fmt: skip
    project = {
        "requestNumber": f"NAIRR{number}", "piInstitution": "Example University", "pi": "Ada One",
        "requestTitle": "A secret title", "abstract": "We propose.", "fos": "Computer Science",
        "beginDate": "4/22/24", "endDate": "10/22/24", "resources": [resource],
    }  # fmt: skip
    return {**project, **changes}


def awards(state: int) -> Respond:
    """Return the answers of both feeds: two pages of projects."""

    def respond(path: str, query: dict[str, str]) -> File | None:
        if path != "/current-projects.json":
            return None
        first = 100 * int(query["page"])
        projects = [awarded(n, fos=f"State {state}") for n in range(first, first + 25)]
        return file(json.dumps({"projects": projects, "pages": 2, "filters": {}}))

    return respond


def ror(state: int) -> Respond:
    records = [
        {"id": f"https://ror.org/0{n:08}", "types": ["Education"], "name": f"U {state}"}
        for n in range(20)
    ]
    link = {"key": "v1-ror-data.zip", "links": {"self": "https://zenodo.org/v1-ror-data.zip"}}
    return files(
        ("/api/records/6347574", json.dumps({"files": [link]})),
        ("/v1-ror-data.zip", zip_of({"v1-ror-data.json": json.dumps(records)})),
    )


def archive(lists: Mapping[str, Any]) -> bytes:
    """Return an archive of a repository with JSON files, the same bytes for the same lists."""
    return archive_of({name: json.dumps(papers).encode() for name, papers in lists.items()})


def archive_of(contents: Mapping[str, bytes]) -> bytes:
    """Return an archive of a repository, the same bytes for the same files."""
    out = io.BytesIO()
    with (
        gzip.GzipFile("", "wb", mtime=0, fileobj=out) as packed,
        tarfile.open(fileobj=packed, mode="w") as tar,
    ):
        for name, content in contents.items():
            member = tarfile.TarInfo(f"paperlists-main/{name}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return out.getvalue()


def papercopilot(state: int) -> Respond:
    """Return the answers of the repository: a selected list, and files that are not wanted."""
    papers = [paper(id=f"{n}", title=f"State {state}, paper {n}") for n in range(20)]
    lists = {"nips/nips2019.json": papers, "acml/acml2019.json": papers, "nips/stats.json": {}}
    content = archive(lists)
    tag = hashlib.sha256(content).hexdigest()
    return lambda path, _: file(content, ETag=f'"{tag}"') if path == ARCHIVE else None


def edition(state: int) -> dict[str, bytes]:
    """Return the files of an edition in the archive of OpenReview: authors, and papers."""
    ids = [{"id": f"{number}"} for number in range(20)]
    profile = {
        "author": "Ada One;Bo Two",
        "aff": "Example Inc.+MIT;",
        "position": "Engineer+PhD student;",
    }
    paper = {"status": "Poster", "track": "main", "title": f"State {state}"}
    lines = ([one | profile for one in ids], [one | paper for one in ids])
    return {
        f"{folder}/nips/nips2024.jsonl": "\n".join(map(json.dumps, rows)).encode()
        for folder, rows in zip(("authors", "venues"), lines, strict=True)
    }


def openreview(state: int) -> Respond:
    content = archive_of({**edition(state), "venues/iclr/iclr2024/iclr2024.1.jsonl": b"no edition"})
    tag = hashlib.sha256(content).hexdigest()
    return lambda path, _: file(content, ETag=f'"{tag}"') if path == OPENREVIEW else None


def work(number: int, **changes: Any) -> dict[str, Any]:
    """Return a work of OpenAlex."""
    return {
        "id": f"https://openalex.org/W{number}", "title": "A synthetic work",
        "publication_year": 2020, "cited_by_count": 1, "updated_date": "2026-09-01T01:02:03",
        "authorships": [
            {
                "author": {"id": "https://openalex.org/A1", "display_name": "Ada One"},
                "institutions": [{"id": "https://openalex.org/I1", "type": "education"}],
                "raw_affiliation_strings": ["ETH Zurich"],
            }
        ],
        "topics": [{"id": "T", "subfield": {"id": "https://openalex.org/subfields/1702"}}],
        **changes,
    }  # fmt: skip


def openalex(state: int) -> Respond:
    """Return the answers of OpenAlex, which has a work for each DOI but those with "unknown"."""

    def respond(path: str, query: dict[str, str]) -> File | None:
        if path != "/works":
            return None
        dois = query["filter"].removeprefix("doi:").split(",")[0].split("|")
        works = [
            work(zlib.crc32(doi.encode()), title=f"{state}: {doi}", doi=f"https://doi.org/{doi}")
            for doi in dois
            if "unknown" not in doi
        ]
        return file(json.dumps({"meta": {"count": len(works)}, "results": works}))

    return respond


def event(number: int, **changes: Any) -> dict[str, Any]:
    """Return an event of a conference, as its site lists it."""
    author = {"fullname": "Ada One", "institution": "Example University"}
    poster = {"id": number, "name": f"Paper {number}", "authors": [author], "eventtype": "Poster"}
    return {**poster, **changes}


def programme_text(events: list[dict[str, Any]], **changes: Any) -> str:
    """Return the programme of a conference with these events."""
    return json.dumps({"count": len(events), "next": None, "results": events, **changes})


def programme(state: int) -> Respond:
    events = [event(n, name=f"State {state}, paper {n}") for n in range(20)]
    return files((PROGRAMME_PLACE, programme_text(events)))


def anthology(state: int) -> Respond:
    paper = f"<paper><title>State {state}</title><author><last>One</last></author></paper>"
    volume = f'<volume id="main">{20 * paper}</volume>'
    name = f"{LAST_YEAR}.nips"
    place = f"/acl-org/acl-anthology/master/data/xml/{name}.xml"
    return files((place, f'<collection id="{name}">{volume}</collection>'))


def pmlr(state: int) -> Respond:
    entries = (
        f"@InProceedings{{pmlr-v1-one{n},\n  title = \t {{State {state}, paper {n}}},\n"
        "  author = {One, Ada and Two, Bo},\n  abstract = \t {Text.}\n}\n"
        for n in range(20)
    )
    return files(("/v1/bibliography.bib", "".join(entries)))


def deposited(number: int, **changes: Any) -> dict[str, Any]:
    """Return a work of Crossref."""
    author = {"given": "Ada", "family": "One", "affiliation": []}
    return {"DOI": f"10.1/{number}", "title": ["Synthetic"], "author": [author], **changes}


def crossref(state: int) -> Respond:
    """Return the answers of Crossref: two pages of works of each year."""

    def respond(path: str, query: dict[str, str]) -> File | None:
        first = 1 if query["cursor"] == "*" else 4
        title = [f"State {state}, {query['filter']}"]
        items = [deposited(n, title=title) for n in range(first, first + 3)]
        message = {"total-results": 6, "items": items, "next-cursor": "second"}
        return file(json.dumps({"status": "ok", "message": message}))

    return respond


SITES = {
    "epoch": Site("epoch.ai", epoch, "/data/notable_ai_models.csv"),
    "clusters": Site("epoch.ai", clusters, "/data/gpu_clusters.csv"),
    "chip_owners": Site("epoch.ai", chip_owners, "/data/ai_chip_owners_cumulative_by_designer.csv"),
    "data_centers": Site("epoch.ai", data_centers, "/data/data_centers/data_centers.zip"),
    "hardware": Site("epoch.ai", devices, "/data/ml_hardware.csv"),
    "top500": Site("top500.org", lists_of_systems, TOP500_PLACE),
    "awards": Site("submit-nairr.xras.org", awards, "/current-projects.json"),
    "ror": Site("zenodo.org", ror, "/v1-ror-data.zip"),
    "openreview": Site("codeload.github.com", openreview, OPENREVIEW),
    "papercopilot": Site(
        "codeload.github.com",
        papercopilot,
        ARCHIVE,
    ),
    "programme": Site("neurips.cc", programme, PROGRAMME_PLACE),
    "acl_anthology": Site(
        "raw.githubusercontent.com",
        anthology,
        f"/acl-org/acl-anthology/master/data/xml/{LAST_YEAR}.nips.xml",
    ),
    "pmlr": Site("proceedings.mlr.press", pmlr, "/v1/bibliography.bib"),
    "crossref": Site("api.crossref.org", crossref, "/works"),
    "openalex": Site(
        "api.openalex.org",
        openalex,
        "/works",
        secrets={OPENALEX_KEY: "SECRET/KEY"},
        dois={2020: [f"10.1234/{n}" for n in range(1, 121)], 2019: ["10.1234/a"]},
    ),
}


def everything(state: int) -> Respond:
    """Return the answers of all publishers, told apart by the host that a request names."""
    answers = [(site.host, site.respond(state)) for site in SITES.values()]
    answers.append(("allocations.access-ci.org", awards(state)))

    def respond(path: str, query: dict[str, str]) -> File | None:
        responses = (answer(path, query) for host, answer in answers if host == query[HOST])
        return next(filter(None, responses), None)

    return respond


def recorded() -> Respond:
    """Return the files of the record as their publishers serve them, and ``everything`` else."""
    served = dict[str, File]()
    for path in sorted(RECORD.glob("[ech]*/*.csv")):
        day = dt.date.fromisoformat(path.name[:10])
        served[f"/data/{path.name[11:]}"] = file(
            path.read_bytes(), Last_Modified=f"{day:%a, %d %b %Y} 00:00:00 GMT"
        )
    sites = {path.name[11:]: path.read_text() for path in RECORD.glob("data_centers/*.csv")}
    served["/data/data_centers/data_centers.zip"] = file(zip_of(sites))
    others = everything(1)
    return lambda path, query: served.get(path) or others(path, query)
