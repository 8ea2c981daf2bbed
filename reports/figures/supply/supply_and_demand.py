"""Training compute of notable models by year, beside what academia gets and has."""

from reports.charts import layers
from reports.charts.figure import Parts, require_periods
from reports.charts.labelled_lines import labelled_lines
from reports.charts.plot import p9
from reports.marts.reader import Marts, require
from reports.marts.supply import supply_and_demand
from reports.questions import what_academia_has
from reports.questions.question import title
from reports.text.alternative_text import in_words
from reports.text.formatting import size

QUESTION = "What would academia need to train notable models?"
MARTS = ("metrics", "supply_and_demand", "vintages")
# Demand has the colour of industry, and supply that of academia.
LINES = {
    "largest_model": ("Largest notable model", "industry_only"),
    "median_model": ("Median notable model", "industry_only"),
    "academic_hpc": ("All academic systems", "academic_only"),
    "award_largest": ("Largest award", "academic_only"),
    "award_median": ("Median award", "academic_only"),
    "node": ("8 H100s for a month", "academic_only"),
}
SUPPLY = (("award_size", "award_median"), (what_academia_has.SHARE, "hpc_accelerated"))


def draw(marts: Marts) -> Parts:
    """Draw one line for each series."""
    scope = require(marts.scope(what_academia_has.NEED, "need_median_node"), "needs of compute")
    rows = supply_and_demand(marts)
    require_periods(rows, "models of known compute", "year")
    names = rows["series"].map({name: label for name, (label, _) in LINES.items()})
    n = int(rows.loc[rows["series"] == "median_model", "n"].sum())
    scale = p9.scale_y_continuous(breaks=range(-48, 50, 3), labels=layers.powers)
    return Parts(
        scopes=[scope, *filter(None, (marts.scope(*name) for name in SUPPLY))],
        population=(
            "Notable models trained from scratch with known compute since "
            f"{rows['year'].min()}, {size(n)}"
        ),
        notes=(
            "Orange: final training runs of models; band: 95% interval by organisation. Blue: what "
            "academia gets. Awards are the median and the largest project with accelerators on the "
            "newest lists of NAIRR and ACCESS, and 8 H100s are a common node, both at the "
            "utilisation that models state and the same in every year. All academic systems: those "
            "with accelerators on the newest TOP500 list of the year, for a month at their Rmax, "
            "which is of numbers of 64 bits."
        ),
        finding=title(what_academia_has.needs(marts)),
        data=rows,
        alt=(
            "Training compute of models, and compute that academia gets. "
            f"{in_words(rows.drop(columns='n'), names, is_brief=True)}"
        ),
        plot=labelled_lines(rows, LINES, scale, 0.75)
        + layers.framed("Year of publication", "Training compute (FLOP)"),
        height=5.2,
    )
