"""How the template looks: formats of titles, headers and cells.

Belongs here: colours and number formats, by name. Does not: where they are used.
"""

from dataclasses import dataclass
from typing import Any

DARK, PALE, GREY, RED, AMBER, GREEN = "#12436D", "#E3EAF1", "#F2F2F2", "#F9D6D5", "#FFF2CC", "#DDEFE3"
"""Text on any of these has a contrast of at least 4.5 to 1."""


@dataclass(frozen=True)
class Formats:
    """The formats of one workbook."""

    title: Any
    sentence: Any
    how: Any
    header: Any
    further_header: Any
    machine: Any
    text: Any
    wrapped: Any
    wrapped_text: Any
    answer: Any
    whole: Any
    decimal: Any
    month: Any
    day: Any
    count: Any
    result: Any
    fault: Any
    doubt: Any
    fine: Any
    quiet: Any


def formats_of(book: Any) -> Formats:
    """Make the formats in a workbook of xlsxwriter."""
    header = {"bold": True, "text_wrap": True, "valign": "top", "border": 1, "border_color": "#FFFFFF"}
    looks: dict[str, dict[str, Any]] = {
        "title": {"bold": True, "font_size": 16, "font_color": DARK},
        "sentence": {"bold": True},
        "how": {"font_color": "#333333"},
        "header": header | {"bg_color": DARK, "font_color": "#FFFFFF"},
        "further_header": header | {"bg_color": PALE, "font_color": "#000000"},
        "machine": {"font_color": "#595959", "num_format": "@"},
        "text": {"num_format": "@", "valign": "top"},
        "wrapped": {"text_wrap": True, "valign": "top"},
        "wrapped_text": {"num_format": "@", "valign": "top", "text_wrap": True},
        "answer": {"num_format": "@", "valign": "top", "bg_color": PALE, "border": 1, "border_color": "#7F7F7F"},
        "whole": {"num_format": "0", "valign": "top"},
        "decimal": {"num_format": "General", "valign": "top"},
        "month": {"num_format": "yyyy-mm", "valign": "top", "align": "left"},
        "day": {"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"},
        "count": {"num_format": "#,##0", "valign": "top"},
        "result": {"valign": "top", "align": "left", "indent": 1},
        "fault": {"bg_color": RED, "font_color": "#7A0012", "bold": True},
        "doubt": {"bg_color": AMBER, "font_color": "#5C4400"},
        "quiet": {"font_color": "#707070"},
        "fine": {"bg_color": GREEN, "font_color": "#0B4F22"},
    }
    return Formats(**{name: book.add_format(look) for name, look in looks.items()})
