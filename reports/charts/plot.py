"""The grammar of graphics under one name, untyped: its package's own hints are partial."""

from typing import Any, Protocol

import plotnine
from matplotlib.figure import Figure as Drawing

p9: Any = plotnine


class Plot(Protocol):
    """What a figure needs of a plot."""

    def draw(self) -> Drawing:
        """Lay the plot out, ready to be saved in any format."""
