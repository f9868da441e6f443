"""Reserved codes of published tables, and the named sets of them: totals, unknowns, remainders.

Belongs here: codes that tables print besides the answers of a code list, and which of them each rule ignores. Does not:
their labels (statistics/dimensions.yaml), symbols of cells without a value (protected_table.py). The sets differ on
purpose: a set answers the question that its comment states, and a new code must be judged for each.
"""

Codes = tuple[str, ...]  # of a cell, in the order of its table's dimensions

TOTAL = "total"  # everybody
ANY = "any"  # of a multiple-response question: persons with at least one answer
NONE = "none"  # of a multiple-response question: every answer is given, and all are no
OTHER = "other"  # of a ranked or shortened list: all codes that are not printed
SAME_COUNTRY = "same_country"  # of a corridor: from a country to itself
UNKNOWN = "unknown"  # the answer is missing
NOT_STATED = "not_stated"  # the answer is missing, in lists of countries, services and regions
NOT_ASKED = "not_asked"  # the question of the table does not apply
NOT_UNDERSTOOD = "not_understood"  # of reference files: a text that no mapping knows; it counts in totals only

RESERVED_CODES = (ANY, NONE, OTHER, SAME_COUNTRY, UNKNOWN, NOT_STATED, NOT_ASKED, TOTAL)
"""All reserved codes of tables from records, in print order: they follow the answers."""

CODES_OF_NO_ANSWER = frozenset({TOTAL, ANY, NONE, NOT_ASKED})
"""Codes that no answer of a person leads to; the missing code is a property of the dimension and comes on top."""

CODES_OF_NO_ATTRIBUTE = frozenset({TOTAL, ANY, OTHER, NONE, NOT_ASKED, UNKNOWN, NOT_STATED})
"""Codes that attribute nothing to a person: no group disclosure by them. Not SAME_COUNTRY, which names an attribute."""

CODES_WITHOUT_KNOWN_ANSWER = frozenset({TOTAL, UNKNOWN, NOT_STATED, NOT_ASKED})
"""Codes passed over where a page asks whether anybody's answer is known. Not NONE: all answers are known to be no."""

CODES_OF_NO_COUNTRY = frozenset({OTHER, NOT_STATED, UNKNOWN, TOTAL})
"""Codes that take no rank among countries."""

REFERENCE_RESERVED_CODES = (OTHER, NOT_UNDERSTOOD, NOT_STATED, TOTAL)
"""All reserved codes of reference tables, in print order: they follow the codes of the file."""
