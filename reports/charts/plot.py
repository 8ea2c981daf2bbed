"""plotnine as ``p9``, untyped because its type hints are partial."""

from typing import Any

import plotnine

p9: Any = plotnine
Plot = Any  # of plotnine
