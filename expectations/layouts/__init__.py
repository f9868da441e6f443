"""Layouts of other systems: how their files become submissions in our format.

Belongs here: one YAML file a layout (what goes where, and what cannot be carried), its model and the conversion. A new
layout is a new file. Does not: our own format (expectations/reading), where submissions are put (pipelines).
"""

from expectations.layouts.conversion import (
    ForeignRows,
    ForeignSubmission,
    convert,
    fit_of_file,
    rows_of,
    submissions_of,
)
from expectations.layouts.detect_layout import Fit, fits_of, names_of_all, the_fit
from expectations.layouts.layout import Layout, LayoutError
from expectations.layouts.layout_files import all_layouts, layout_names, load_layout, load_layout_file
from expectations.layouts.translate_rows import Loss

__all__ = [
    "Fit",
    "ForeignRows",
    "ForeignSubmission",
    "Layout",
    "LayoutError",
    "Loss",
    "all_layouts",
    "convert",
    "fit_of_file",
    "fits_of",
    "layout_names",
    "load_layout",
    "load_layout_file",
    "names_of_all",
    "rows_of",
    "submissions_of",
    "the_fit",
]
