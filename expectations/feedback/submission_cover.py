"""The answers of the cover before anything else is read, for files whose office and year are not known otherwise.

Belongs here: looking for covers among the files. Does not: reading the forms.
"""

from collections.abc import Sequence

from expectations.contract import Contract
from expectations.reading import Cover, SubmittedFile
from expectations.reading.cover import is_cover, read_cover
from expectations.reading.open_file import sheets_of
from expectations.reading.vocabulary import Vocabulary


def cover_of(files: Sequence[SubmittedFile], contract: Contract) -> Cover:
    """Return the first office, year and language on a cover among the files. Raises DeliveryRejectedError."""
    vocabulary = Vocabulary.of(contract)
    in_order = enumerate(sorted(files, key=lambda file: file.name), start=1)
    grids = [grid for file_no, file in in_order for grid in sheets_of(file, file_no, vocabulary).grids]
    covers = [read_cover(grid, vocabulary.form_names).cover for grid in grids if is_cover(grid)]
    return Cover(
        office=next((cover.office for cover in covers if cover.office), None),
        year=next((cover.year for cover in covers if cover.year), None),
        language=next((cover.language for cover in covers if cover.language), None),
    )
