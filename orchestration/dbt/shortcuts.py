"""Work of dbt that no result needs, left out: a fifth of the CPU time of a build of the sample.

constraints.txt pins the versions of the libraries that are changed here.
"""

from __future__ import annotations

import functools
import logging

import parsedatetime
from dbt.context import base
from dbt_common.events.base_types import BaseEvent, EventLevel
from dbt_common.events.event_manager import EventManager
from dbt_common.events.logger import PRINT_EVENT_NAMES

LEVELS = logging.getLevelNamesMapping()


def take_shortcuts() -> None:
    """Change dbt in this process. A process calls this once."""
    build_written_events_only()
    # Each table of results prepares a parser of dates twice; none of them parses a date.
    parsedatetime.Constants = functools.cache(parsedatetime.Constants)
    # Each template of SQL gets the same modules.
    base.get_context_modules = functools.cache(base.get_context_modules)


def build_written_events_only() -> None:
    """Let dbt drop an event that no log records before dbt builds the message of the event.

    No log records most events. The logs keep every line.
    """
    build, fire = BaseEvent.__init__, EventManager.fire_event

    class Message:
        def __get__(self, event: BaseEvent, _: type) -> object:
            arguments, values = event.__dict__["given"]
            build(event, *arguments, **values)  # sets the event's own attribute pb_msg
            return event.__dict__["pb_msg"]

    def keep(event: BaseEvent, *arguments: object, **values: object) -> None:
        event.__dict__["given"] = (arguments, values)

    def fire_event(
        manager: EventManager,
        e: BaseEvent,  # dbt calls these two arguments by their names
        level: EventLevel | None = None,
        *others: object,
        **named: object,
    ) -> None:
        least = min((_severity(log.level) for log in manager.loggers), default=logging.DEBUG)
        # dbt writes what a macro prints at any level.
        is_printed = type(e).__name__ in PRINT_EVENT_NAMES
        if is_printed or _severity(level or e.level_tag()) >= least:
            fire(manager, e, level, *others, **named)  # type: ignore[arg-type]

    for kind, name, value in (
        (BaseEvent, "__init__", keep),
        (BaseEvent, "pb_msg", Message()),
        (EventManager, "fire_event", fire_event),
    ):
        setattr(kind, name, value)


def _severity(level: EventLevel) -> int:
    return LEVELS.get(level.value.upper(), logging.DEBUG)  # dbt's level "test" is that of debug
