"""Paper Copilot's archive of OpenReview, as plain lists of the authors' profiles by edition.

The archive has the profiles of an edition's authors in one file and the papers in another.
``fetch`` writes one list of both.
"""

from __future__ import annotations

from ingestion.landing import papers
from ingestion.landing.csv_file import csv_reader
from ingestion.landing.schema import Source

COLUMNS = (*papers.COLUMNS, *papers.PROFILES)
HEADINGS = (
    "title", "venue", "year", "authors", "affiliations", "link", "status", "abstract", "keywords",
    "track", "affiliations_are", "positions",
)  # fmt: skip
SOURCE = Source(
    name="openreview",
    table="papers",
    publisher="OpenReview, by Paper Copilot",
    homepage="https://github.com/papercopilot/openreview",
    licence="none declared: ask before you pass the lists on",
    citation="OpenReview, by Paper Copilot, https://github.com/papercopilot/openreview.",
    first_fetch="1 call, the archive of the repository",
    globs=("openreview/*.csv", "openreview/*.csv.gz"),
    columns=COLUMNS,
    read=csv_reader("papers", COLUMNS),
    rules=papers.RULES,
    notice=(
        "Paper Copilot declares no licence for its archive of OpenReview; you decide whether to use"
        " it and pass it on, and abstracts belong to their authors"
    ),
)
