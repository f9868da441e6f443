"""Layouts of other systems: how their files become submissions in our format.

Belongs here: one YAML file a layout (what goes where, and what cannot be carried), its model and the conversion. A new
layout is a new file. Does not: our own format (expectations/reading), where submissions are put (pipelines).
"""

from expectations.layouts.converting import ForeignSubmission, convert, read_columns, years_of
from expectations.layouts.layout import Layout, LayoutFault, layout_names, load_layout

__all__ = [
    "ForeignSubmission",
    "Layout",
    "LayoutFault",
    "convert",
    "layout_names",
    "load_layout",
    "read_columns",
    "years_of",
]
