"""The look of every figure: one theme, one colour and one shape per team class."""

from plotnine import theme_minimal

from reports.charts.plot import p9
from reports.text.typesetting import FONT

INK = "#1a1a1a"
MUTED = "#595959"
PAPER = "#ffffff"
POINT_SIZE = 2.4
SMALL_TEXT = 8.0
LABEL_TEXT = 9.4
TITLE_TEXT = 13.0
SUBTITLE_TEXT = 9.0
CAPTION_TEXT = 7.6
MARGIN = 0.02  # of the width, on every side
WIDTH = 5.8  # inches: a text column in print, and legible on a phone
TEXT_WIDTH = WIDTH * (1 - 2 * MARGIN) - 0.05

# Okabe and Ito's colours: readers with any colour vision can distinguish them.
COLOURS = {
    "academic_only": "#0072B2",
    "industry_only": "#D55E00",
    "academia_industry": "#009E73",
    "other": "#CC79A7",
    "no_company": "#56B4E9",
    "all": "#000000",
    "unknown": "#999999",
}
# These are the same hues, dark enough for text on white (WCAG AA).
TEXT_COLOURS = {
    "academic_only": "#005D91",
    "industry_only": "#A84A00",
    "academia_industry": "#006B4E",
    "other": "#96477A",
    "no_company": "#1F6A91",
    "all": "#000000",
    "unknown": "#595959",
}
SHAPES = {
    "academic_only": "o",
    "industry_only": "s",
    "academia_industry": "^",
    "other": "D",
    "no_company": "h",
    "all": "o",
    "unknown": "x",
}


class ReportTheme(theme_minimal):
    """The theme of every figure: pale grid, dark text, titles flush with the figure's edge."""

    def __init__(self, grid: str = "y") -> None:
        super().__init__(base_size=10, base_family=FONT)  # type: ignore[no-untyped-call]
        line = p9.element_line(color="#e6e6e6", size=0.5)
        self += p9.theme(
            plot_background=p9.element_rect(fill=PAPER, color=PAPER),
            plot_title=_flush(TITLE_TEXT, INK, weight="bold"),
            plot_subtitle=_flush(SUBTITLE_TEXT, INK, below=9),
            plot_caption=_flush(CAPTION_TEXT, MUTED),
            plot_title_position="plot",
            plot_caption_position="plot",
            plot_margin=MARGIN,
            axis_text=p9.element_text(size=SMALL_TEXT + 0.6, color=MUTED),
            axis_title=p9.element_text(size=SUBTITLE_TEXT, color=INK),
            strip_text=p9.element_text(size=9.6, weight="bold", color=INK, ha="left"),
            panel_grid_minor=p9.element_blank(),
            panel_grid_major_x=line if "x" in grid else p9.element_blank(),
            panel_grid_major_y=line if "y" in grid else p9.element_blank(),
            legend_position="none",
        )


def _flush(size: float, color: str, weight: str = "normal", below: float = 4) -> object:
    """Return text flush with the left edge, with a margin of ``below`` points under it."""
    margin = {"t": 2, "b": below, "unit": "pt"}
    return p9.element_text(
        size=size, color=color, weight=weight, ha="left", linespacing=1.25, margin=margin
    )
