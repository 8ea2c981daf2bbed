"""The marts of the record in memory, which a test may edit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import matplotlib.pyplot as plt
from matplotlib.text import Text

from reports.charts.figure import Figure
from reports.marts.reader import Marts
from reports.publication import export, render
from reports.questions import QUESTIONS

ASKED = {question.id: question for question in QUESTIONS}


@dataclass
class Edited:
    """A connection with a view of each mart of the record."""

    connection: duckdb.DuckDBPyConnection

    def edit(self, statement: str, values: Sequence[Any] = ()) -> None:
        """Run statements on copies of the marts that they name."""
        for mart in set(re.findall(r"marts\.(\w+)", statement)):
            views = self.connection.execute(
                "select view_name from duckdb_views() where database_name = current_database()"
            )
            if (mart,) in views.fetchall():
                self.connection.execute(
                    f"drop view marts.{mart}; create table marts.{mart} as from record.marts.{mart}"
                )
        self.connection.execute(statement, list(values))

    def clear(self) -> None:
        """Delete all rows, but those that describe metrics and definitions."""
        for mart in export.mart_names(self.connection):
            if mart not in ("dim_metric", "dim_definition"):
                self.edit(f"delete from marts.{mart}")

    def copy(self, mart: str, changes: str, where: str) -> None:
        """Add copies of rows; ``changes`` are values of columns, in SQL."""
        self.edit(
            f"insert into marts.{mart} select * replace ({changes}) from marts.{mart} where {where}"
        )

    @property
    def marts(self) -> Marts:
        """A reader without kept results."""
        return Marts(self.connection)

    def figure(self, name: str) -> Figure:
        return render.build(name, self.marts)

    def title(self, figure: str) -> str:
        return self.figure(figure).text.title

    def answer(self, question: str) -> str:
        fact = ASKED[question].answer(self.marts)
        return str(fact.text) if fact else ""


@contextmanager
def edited_marts(file: Path) -> Iterator[Edited]:
    """Open the marts of a warehouse file, which stays as it is."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{file}' as record (read_only); create schema marts")
        marts = connection.execute(
            "select table_name from information_schema.tables"
            " where table_catalog = 'record' and table_schema = 'marts'"
        )
        for (mart,) in marts.fetchall():
            connection.execute(f"create view marts.{mart} as from record.marts.{mart}")
        yield Edited(connection)


def words(figure: Figure) -> list[str]:
    """Return the texts that a figure draws."""
    drawing = figure.plot.draw()
    texts = [text.get_text() for text in drawing.findobj(Text) if isinstance(text, Text)]
    plt.close(drawing)
    return texts
