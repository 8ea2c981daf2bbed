"""plotnine as ``p9``, untyped because its type hints are partial."""

from typing import Any, Protocol

import plotnine
from matplotlib.figure import Figure as Drawing

p9: Any = plotnine


class Plot(Protocol):
    """The methods of a plot that a figure needs."""

    def draw(self) -> Drawing:
        """Lay the plot out, ready to be saved in any format."""
