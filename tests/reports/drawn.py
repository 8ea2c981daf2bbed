"""Figures of a warehouse for tests, and the words that they draw."""

from __future__ import annotations

import matplotlib.pyplot as plt
from matplotlib.text import Text

from reports.charts.figure import Figure
from reports.marts.reader import Marts
from reports.publication import render
from tests.reports.marts import Warehouse


def built(warehouse: Warehouse, figure: str) -> Figure:
    return render.build(figure, Marts(warehouse.connection))


def words(figure: Figure) -> list[str]:
    drawing = figure.plot.draw()
    texts = [text.get_text() for text in drawing.findobj(Text) if isinstance(text, Text)]
    plt.close(drawing)
    return texts
