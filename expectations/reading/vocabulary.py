"""All names of a contract by which an office may call a form, a field or a code: prepared once a contract.

Belongs here: the lists of one contract, and recognising a form by its header. Does not: folding and looking up
(text_normalisation.py), the header's columns (headers.py).
"""

from dataclasses import dataclass

from expectations.contract import Contract
from expectations.languages import LANGUAGES
from expectations.reading.answer_lists import answers
from expectations.reading.conversion import names_of_codes
from expectations.reading.headers import FieldNames, Rows, find_header
from expectations.reading.text_normalisation import ClosedList, without_accents

_PREPARED: dict[str, "Vocabulary"] = {}


@dataclass(frozen=True)
class Vocabulary:
    """The names of forms, of each form's fields, and of each list's codes.

    ``answer_words`` are the words that answers and labels are made of, folded and without accents.
    """

    form_names: ClosedList
    forms: dict[str, FieldNames]
    code_lists: dict[str, ClosedList]
    answer_words: frozenset[str]

    @classmethod
    def of(cls, contract: Contract) -> "Vocabulary":
        """Return the vocabulary of a contract; made once in a process for each version, the digest of all its files."""
        if contract.version not in _PREPARED:
            _PREPARED[contract.version] = cls(
                form_names=names_of_forms(contract),
                forms={key: FieldNames(form) for key, form in contract.forms.items()},
                code_lists={name: names_of_codes(codes) for name, codes in contract.code_lists.items()},
                answer_words=words_of_answers(contract),
            )
        return _PREPARED[contract.version]

    def most_fields_in(self, rows: Rows) -> int:
        """Return how many fields of one form the best of these rows names."""
        return max(
            (len(set(names.in_row(row)) - {None}) for names in self.forms.values() for row in rows),
            default=0,
        )

    def best_form(self, rows: Rows) -> str | None:
        """Return the form that a header fits best; None where it fits none or two alike, or without its reference."""
        headers = {key: find_header(rows, names) for key, names in self.forms.items()}
        fits = {
            key: len(header.columns)
            for key, header in headers.items()
            if header is not None and self.forms[key].is_plausible(header)
        }
        best = max(fits.values(), default=0)
        forms = [key for key, fit in fits.items() if fit == best]
        return forms[0] if len(forms) == 1 else None


def names_of_forms(contract: Contract) -> ClosedList:
    """Return the names of the forms: keys, labels in three languages, aliases."""
    forms = contract.forms.values()
    return ClosedList(
        ((form.key, form.key) for form in forms),
        ((form.label.in_language(lang), form.key) for form in forms for lang in LANGUAGES),
        ((alias, form.key) for form in forms for alias in form.aliases),
    )


def words_of_answers(contract: Contract) -> frozenset[str]:
    """Return the words in codes, labels and aliases of a contract, and those for yes, no, no answer and total."""
    texts = {*answers().missing, *answers().flags, *answers().totals, *answers().months}
    for codes in contract.code_lists.values():
        for key, code in codes.codes.items():
            texts |= {key, *code.aliases, *(code.label.in_language(lang) for lang in LANGUAGES)}
    for form in contract.forms.values():
        for field in form.questions.values():
            texts |= {field.name, *field.aliases, *(field.label.in_language(lang) for lang in LANGUAGES)}
    return frozenset(word for text in texts for word in without_accents(text).split())
