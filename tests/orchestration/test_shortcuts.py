"""dbt writes the same lines and reads the same dates after the changes of this project."""

from __future__ import annotations

import io
import itertools

import agate
import parsedatetime
import pytest
from dbt.context import base
from dbt_common.events.base_types import BaseEvent, EventLevel
from dbt_common.events.event_manager import EventManager
from dbt_common.events.logger import LineFormat, LoggerConfig
from dbt_common.events.types import Note, PrintEvent

from orchestration.dbt import shortcuts

NAMES = itertools.count()  # loggers of one name share their outputs


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Take the shortcuts for one test, and list the events whose message is built."""
    names: list[str] = []
    build = BaseEvent.__init__

    def listed(event: BaseEvent, *arguments: object, **values: object) -> None:
        names.append(str(values.get("msg")))
        build(event, *arguments, **values)

    monkeypatch.setattr(EventManager, "fire_event", EventManager.fire_event)
    monkeypatch.setattr(parsedatetime, "Constants", parsedatetime.Constants)
    monkeypatch.setattr(base, "get_context_modules", base.get_context_modules)
    monkeypatch.setattr(BaseEvent, "__init__", listed)
    monkeypatch.setattr(BaseEvent, "pb_msg", None, raising=False)
    shortcuts.take_shortcuts()
    return names


def written(*levels: EventLevel) -> list[list[str]]:
    """Return the lines that logs of some levels have after five events."""
    manager, outputs = EventManager(), [io.StringIO() for _ in levels]
    for level, output in zip(levels, outputs, strict=True):
        manager.add_logger(
            LoggerConfig(
                f"test {next(NAMES)}",
                level=level,
                line_format=LineFormat.PlainText,
                output_stream=output,
            )
        )
    for level in (EventLevel.DEBUG, EventLevel.TEST, EventLevel.INFO, EventLevel.ERROR):
        manager.fire_event(Note(msg=level.value), level=level)
    manager.fire_event(PrintEvent(msg="printed"))
    # A line begins with its time.
    return [[line.split()[-1] for line in output.getvalue().splitlines()] for output in outputs]


# Without a log, an event must not end a run.
LOGS = [(EventLevel.ERROR, EventLevel.INFO), (EventLevel.DEBUG,), ()]


def test_only_events_that_a_log_keeps_are_built(built: list[str]) -> None:
    assert written(*LOGS[0]) == [["error", "printed"], ["info", "error", "printed"]]
    assert built == ["info", "error", "printed"]


@pytest.mark.parametrize("levels", LOGS)
def test_dbt_itself_writes_the_same_lines(
    levels: tuple[EventLevel, ...], request: pytest.FixtureRequest
) -> None:
    before = written(*levels)
    request.getfixturevalue("built")
    assert written(*levels) == before


def test_the_fields_of_an_event_are_those_it_was_given(built: list[str]) -> None:
    event = Note(msg="given")
    assert built == []
    assert event.msg == event.message() == event.to_dict()["msg"] == "given"
    event.msg = "changed"
    assert event.message() == "changed"
    assert built == ["given"]


def test_templates_get_the_modules_that_dbt_gives_them(request: pytest.FixtureRequest) -> None:
    before = base.get_context_modules()
    request.getfixturevalue("built")
    modules = base.get_context_modules()
    assert {name: set(of) for name, of in modules.items()} == {
        name: set(of) for name, of in before.items()
    }
    assert base.get_context_modules() is modules


@pytest.mark.usefixtures("built")
def test_tables_share_one_parser_of_dates() -> None:
    first, second = agate.Date(), agate.Date()
    assert first._constants is second._constants
    assert first.cast("2024-02-29") == second.cast("29 February 2024")
