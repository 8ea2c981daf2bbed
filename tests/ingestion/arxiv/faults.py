"""A server that answers like arXiv's OAI-PMH, its faults, and synthetic records.

The shapes follow the server's own templates (https://github.com/arXiv/oaipmh).
"""

from __future__ import annotations

import datetime as dt
import zipfile
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from tests.builders import zip_of
from tests.ingestion.fetching.file_faults import Fault, File, Handler, Server, answer

# A harvest on a first day of a month, or over midnight, asks for other date ranges.
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
TODAY = NOON.date()
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
    "<responseDate>2026-01-02T03:04:05Z</responseDate>\n"
    '<request verb="ListRecords">http://127.0.0.1/oai</request>\n'
)


def record(number: int, **changes: Any) -> str:
    """Return a synthetic record in the arXivRaw format; None in ``changes`` omits a part."""
    parts = {
        "datestamp": "2026-01-02",
        "sets": ("cs:cs:LG", "stat:stat:ML"),
        "versions": ("Mon, 05 Jan 2025 03:04:05 GMT", "Tue, 06 Jan 2026 23:59:59 GMT"),
        "title": f"A synthetic paper & its\n  number {number}",
        "authors": "Ada One, Bob Two",
        "categories": "cs.LG stat.ML",
        "journal-ref": "J. Synth. 1",
        "doi": f"10.0/{number}",
        "license": "http://creativecommons.org/licenses/by/4.0/",
        "abstract": "Nothing at all.",
        **changes,
    }
    sets = "".join(f"<setSpec>{one}</setSpec>" for one in parts.pop("sets"))
    versions = "".join(
        f'<version version="v{n}"><date>{date}</date><size>1kb</size></version>'
        for n, date in enumerate(parts.pop("versions"), start=1)
    )
    header = (
        f"<identifier>oai:arXiv.org:2501.{number:05}</identifier>"
        f"<datestamp>{parts.pop('datestamp')}</datestamp>{sets}"
    )
    inside = "".join(
        f"<{name}>{escape(text)}</{name}>" for name, text in parts.items() if text is not None
    )
    return (
        f"<record><header>{header}</header><metadata>"
        '<arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/">'
        f"<id>2501.{number:05}</id><submitter>Ada One</submitter>{versions}{inside}"
        "</arXivRaw></metadata></record>\n"
    )


def deleted(number: int, datestamp: str = "2026-01-03") -> str:
    """Return a deleted record, which has only a header."""
    return (
        '<record><header status="deleted">'
        f"<identifier>oai:arXiv.org:2501.{number:05}</identifier>"
        f"<datestamp>{datestamp}</datestamp><setSpec>cs:cs:LG</setSpec></header></record>\n"
    )


def listed(*records: str, token: str | None = None, size: int | None = None) -> bytes:
    """Return a page of records with the token of the next page."""
    of = f' completeListSize="{size}"' if size is not None else ""
    end = "" if token is None else f"<resumptionToken{of}>{escape(token)}</resumptionToken>\n"
    return f"{HEAD}<ListRecords>\n{''.join(records)}{end}</ListRecords>\n</OAI-PMH>\n".encode()


def refused(code: str, reason: str = "Synthetic.") -> bytes:
    """Return an error of the protocol, with HTTP 200."""
    return f"{HEAD}<error code='{code}'>{reason}</error>\n</OAI-PMH>\n".encode()


def zipped(*pages: bytes) -> bytes:
    """Return the file of a date range, as it lands."""
    members = {f"{number:05}.xml": body for number, body in enumerate(pages, start=1)}
    return zip_of(members, zipfile.ZIP_STORED)


class OaiHandler(Handler):
    """A handler of pages at ``set/old/page`` and ``set/new/page``; pages start at 1."""

    server: Oai

    @property
    def query(self) -> dict[str, str]:
        query = parse_qs(urlsplit(self.path).query)
        return {name: values[0] for name, values in query.items()}

    @property
    def place(self) -> str:
        query = self.query
        if "resumptionToken" in query:
            return query["resumptionToken"].removesuffix("&more=%20")
        part = "new" if query["until"] == TODAY.isoformat() else "old"
        return f"{query['set']}/{part}/1"

    @property
    def file(self) -> File:
        return self.server.files.get(self.place, File(refused("noRecordsMatch")))

    def note(self) -> None:
        super().note()
        self.server.queries.append(parse_qs(urlsplit(self.path).query))

    def give(self, file: File) -> None:
        self.send(file.body, Content_Type="application/xml")


class DatedHandler(OaiHandler):
    """A handler of pages at ``set/first day/page``; the first date range has no first day."""

    @property
    def place(self) -> str:
        return f"{self.query['set']}/{self.query.get('from', '')}/1"


class Oai(Server):
    """A server of ``files`` by place, which keeps the ``queries`` of requests."""

    def __init__(self) -> None:
        super().__init__(OaiHandler)
        self.queries: list[dict[str, list[str]]] = []

    def fill(self, date_range: str, *pages: list[str], size: int | None = None) -> None:
        """Put the pages of a date range (``cs/old``) on the server."""
        for number, records in enumerate(pages, start=1):
            # A client must send a token back unchanged, whatever characters it has.
            token = f"{date_range}/{number + 1}&more=%20" if number < len(pages) else ""
            self.files[f"{date_range}/{number}"] = File(listed(*records, token=token, size=size))


def page(*records: str, token: str | None = None, size: int | None = None) -> Fault:
    """Answer with another page than the requested one."""
    return answer(listed(*records, token=token, size=size))


def with_token(token: str) -> Fault:
    """Answer with the requested page and another token."""

    def fault(handler: Handler) -> None:
        head, _, _ = handler.file.body.partition(b"<resumptionToken")
        end = f"<resumptionToken>{token}</resumptionToken></ListRecords></OAI-PMH>"
        handler.send(head + end.encode())

    return fault


def same_again(handler: Handler) -> None:
    """Answer with a new token that leads to the same records, for ever."""
    place = f"cs/old/{len(handler.server.requests) + 100}"
    handler.server.files[place] = handler.file
    handler.server.faults[place] = (same_again,)
    with_token(place)(handler)
