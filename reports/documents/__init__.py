"""Documents: the review as HTML page and Word document, and its tables as one workbook.

Belongs here: the label of an edition, printed tables, chapters, setting them. Does not belong here: numbers (protected
tables), sentences, drawings.
"""

from reports.documents.docx import write_docx
from reports.documents.html import write_html
from reports.documents.workbook import write_workbook
from reports.sentences.edition_label import EditionLabel

__all__ = ["EditionLabel", "write_docx", "write_html", "write_workbook"]
