"""EditionLabel: the description of an edition on each of its pages and figures.

Belongs here: year, draft number, nature of the records, numbers of offices. Does not: numbers of persons
(those come from protected tables only).
"""

from dataclasses import dataclass

from reports.published.disclosure_rules import default_threshold
from reports.sentences.messages import message
from reports.sentences.numbers import written


@dataclass(frozen=True)
class EditionLabel:
    """One edition as its pages name it; counts of offices and of records (rows of all forms)."""

    year: int
    draft: int
    nature: frozenset[str]  # of real, demonstration, synthetic: what the records are
    offices_expected: int
    offices_received: int
    offices_nil: int = 0
    offices_rejected: int = 0
    records_read: int = 0
    records_held_back: int = 0
    held_back_is_printed: bool = True  # by the table of the annex: its total would disclose what it suppresses
    share_held_back_is_printed: bool = True
    corrections_applied: int = 0
    edition: int = 0  # its number among the released ones; 0 while it is a draft

    def draft_line(self, language: str = "en") -> str:
        """Return "DRAFT 1 – not for citation"; of a released edition, its number."""
        if self.edition:
            return message("edition", language, edition=str(self.edition))
        return message("draft", language, draft=str(self.draft))

    def nature_note(self, language: str = "en") -> str:
        """Return the note on records that are not real; empty where all are real."""
        invented = self.nature - {"real"}
        if not invented:
            return ""
        if "real" in self.nature:
            return message("nature-part", language)
        return message(f"nature-{next(iter(invented))}" if len(invented) == 1 else "nature-mixed", language)

    def caveat(self, language: str = "en") -> str:
        """Return the caveat: persons assisted, no measure of prevalence."""
        return message("caveat", language)

    def coverage_line(self, language: str = "en") -> str:
        """Return how many offices reported, were nil, and were rejected."""
        return message(
            "offices",
            language,
            received=written(self.offices_received, language),
            expected=written(self.offices_expected, language),
            year=str(self.year),
            nil=self.offices_nil,
            nil_text=written(self.offices_nil, language),
            rejected=self.offices_rejected,
            rejected_text=written(self.offices_rejected, language),
        )

    def held_back_line(self, language: str = "en") -> str:
        """Return how many records were held back, and their share (field rule 8.1), where the annex prints them."""
        if not self.records_held_back:
            return message("held-back-none", language)
        if self.records_held_back < default_threshold():
            return message("held-back-few", language, bound=str(default_threshold()))
        if not self.held_back_is_printed:
            return message("held-back-some", language)
        if not self.share_held_back_is_printed:
            return message("held-back-alone", language, held=written(self.records_held_back, language))
        read = written(_some(self.records_read), language)
        share = written(100 * self.records_held_back / max(self.records_read, 1), language, decimals=1)
        return message("held-back", language, held=written(self.records_held_back, language), read=read, share=share)

    def corrections_line(self, language: str = "en") -> str:
        """Return how many values headquarters corrected (field rule 8.1); few are not counted out."""
        if not self.corrections_applied:
            return message("corrections-none", language)
        if self.corrections_applied < default_threshold():
            return message("corrections-few", language, bound=str(default_threshold()))
        return message("corrections", language, applied=written(self.corrections_applied, language))


def _some(records: int) -> int:
    """Round to two digits: exact rows less published persons would be a count of its own."""
    step: int = 10 ** max(len(str(records)) - 2, 0)
    return round(records / step) * step
