"""A long text takes time in proportion to its length, so that none can stall a build.

The limit is that of a process that has gone wrong: a pattern that reads a run of letters again from
each of them takes minutes here, and one that does not takes less than a second.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator

import pytest

from dbt_project.functions.affiliations.classify import Classifier
from dbt_project.functions.affiliations.normalise import second_reading
from dbt_project.functions.matching import match_key
from dbt_project.functions.texts.accelerators import devices
from dbt_project.functions.texts.pretrained import ContextWord, ModelName
from dbt_project.functions.texts.tag import Tagger, TextTables
from dbt_project.functions.texts.topics import TopicTerm
from orchestration.cli.classify import tables

LETTERS, CPU_SECONDS = 100_000, 10
CLASSIFY = Classifier(tables())
TAG = Tagger(
    TextTables(
        [
            TopicTerm("vision", "deep learning", "anywhere", "all", False),
            TopicTerm("vision", "deep learning x", "anywhere", "all", True),
        ],
        [ModelName("GPT-3", "GPT-3", True, "text", 2015)],
        [ContextWord("text", "language model")],
    )
)
READERS: dict[str, Callable[[str], object]] = {
    "classify": lambda text: CLASSIFY([(text,)]),
    "read again": second_reading,
    "tag": lambda text: TAG([("papers", 1, 2024, text, text, text)]),
    "count": devices,
    "match": match_key,
}
PIECES = [
    "x", "X", "ABc", "1", "1.", " ", " ,", ", ", "(", " - ", "´ ", "e\u0301", "&", "http://",
    "12 Ab ", "google and ", "Inc ", "laboratory of ", "university of california, san diego, ",
    "MIT, ", "8 GPUs ", "titan a", "GPT-3 ", "deep learning ", "deep learning x ",
]  # fmt: skip


@pytest.fixture
def _ends() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TimeoutError

    former = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, CPU_SECONDS)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, former)


@pytest.mark.usefixtures("_ends")
@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("reader", READERS)
def test_a_long_text_is_read_to_its_end(reader: str, piece: str) -> None:
    READERS[reader](piece * (LETTERS // len(piece)))
