"""Charts as accessible SVG: plain dictionaries and numbers in, text of an <svg> element out.

Every chart has a title and a description and points to the table behind it; its colours are classes of the
style sheet, so that it follows light and dark.
"""

from aneatlas.outputs.charts.brain import Region, brain
from aneatlas.outputs.charts.frame import Frame
from aneatlas.outputs.charts.span import Span, span
from aneatlas.outputs.charts.vega import Part, bars, stacks, years

__all__ = ["Frame", "Part", "Region", "Span", "bars", "brain", "span", "stacks", "years"]
