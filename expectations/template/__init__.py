"""The template: the workbook that an office fills in, in its language, made from the contract.

Belongs here: its sheets, drop-downs, notes and the checks that an office sees before it sends. Does not: reading what
comes back (expectations/reading), the fields and codes themselves (the contract). All starts at workbook.py.
"""

from expectations.template.plan import PREPARED_ROWS
from expectations.template.workbook import fill, write_template
from expectations.template.xlsform import write_xlsform

__all__ = ["PREPARED_ROWS", "fill", "write_template", "write_xlsform"]
