"""Definitions: what each published table is, in words that a statistician can read, made from the specifications.

Belongs here: a table's specification to its definition, and the page that lists them. Does not: numbers, and the words
around a table in the review (they come from the specifications themselves).
"""

from reports.table_metadata.definition import Definition, definitions_page

__all__ = ["Definition", "definitions_page"]
