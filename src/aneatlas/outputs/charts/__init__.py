"""Charts as accessible SVG: typed, frozen inputs in, text of an <svg> element out. No chart reads or counts anything.

Every chart has a title and a description and points to the table behind it (`Frame`); its colours are classes of the
style sheets, so that it follows light and dark, and they are never the only carrier.

The drawn charts (forest, curves, swimmer, upset, matrix, funnel, pyramid, calendar, series, prisma) return a `Chart`: `svg`,
and the same data as `columns` and `rows` for the table beside it. A page that shows them links `static/charts.css` and
puts each into an element that scrolls sideways (class "scroll", with tabindex="0", role="region" and a label): they keep
their size, so that their letters stay readable at 320 pixels. `standalone(chart.svg)` makes a file of one.

    forest(Forest(gathered([share_row("Lee 2019", 3, 12), ...]), Estimate(.31, .24, .39), ...), frame)
    curves(Curves((survival_curve("Adults", times, events),), "alive", "days from neurological onset"), frame)
    curves(Curves((incidence_curve("Died", times, causes, "died"),), "with the event", "days", start=0.0), frame)
    swimmer(Swimmer((Lane("R0001-1", (Spell("S", .5, 3.5),), "Died", "died", 4),), {"S": "Steroids"}), frame)
    upset(UpSet(("Thalamus", "Brainstem"), combined(sets_of_the_cases)), frame)
    matrix(Matrix(("Thalamus", "Brainstem"), (MatrixRow("R0001-1", ("present", "not_reported")),)), frame)
    funnel(Funnel((FunnelReport("Lee 2019", -1.1, .4),), -.8, "logit of the share who died"), frame)
    pyramid(Pyramid((Band("1 to 4 years", 44, 39, 8),), Band("age not reported", 2, 1, 14)), frame)
    calendar(Calendar({(2020, 1): 4, (2020, None): 6}, undated=17), frame)
    series(Series((Moment(2019, .31, .2, .44, 12, 39),), "percent who died", share=True), frame)
    prisma(Prisma((Item("PubMed", 1830),), (), 803, 0, 12, ...), frame)
"""

from aneatlas.outputs.charts.brain import Region, brain
from aneatlas.outputs.charts.calendar import Calendar, calendar
from aneatlas.outputs.charts.canvas import Chart
from aneatlas.outputs.charts.curves import Curve, Curves, Step, curves, incidence_curve, survival_curve
from aneatlas.outputs.charts.forest import Estimate, Forest, ForestRow, forest, gathered, share_row
from aneatlas.outputs.charts.frame import Frame
from aneatlas.outputs.charts.funnel import Funnel, FunnelReport, funnel
from aneatlas.outputs.charts.prisma import prisma
from aneatlas.outputs.charts.prisma_counts import Assessment, Item, Prisma, imbalances
from aneatlas.outputs.charts.pyramid import Band, Pyramid, pyramid
from aneatlas.outputs.charts.series import Moment, Series, series
from aneatlas.outputs.charts.sites import Combination, Matrix, MatrixRow, UpSet, combined, matrix, upset
from aneatlas.outputs.charts.span import Span, span
from aneatlas.outputs.charts.standalone import standalone
from aneatlas.outputs.charts.swimmer import Lane, Spell, Swimmer, swimmer
from aneatlas.outputs.charts.vega import Part, bars, stacks, years

__all__ = [
    "Assessment", "Band", "Calendar", "Chart", "Combination", "Curve", "Curves", "Estimate", "Forest", "ForestRow", "Frame",
    "Funnel", "FunnelReport", "Item", "Lane", "Matrix", "MatrixRow", "Moment", "Part", "Prisma", "Pyramid", "Region",
    "Series", "Span", "Spell", "Step", "Swimmer", "UpSet", "bars", "brain", "calendar", "combined", "curves", "forest",
    "funnel", "gathered", "imbalances", "incidence_curve", "matrix", "prisma", "pyramid", "series", "share_row", "span",
    "stacks", "standalone", "survival_curve", "swimmer", "upset", "years",
]  # fmt: skip
