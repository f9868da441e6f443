"""The code book: the contract as a page of documentation. `python -m expectations.contract.code_book` writes it.

Belongs here: contract to markdown. Does not: anything that the contract does not say.
"""

from pathlib import Path

from expectations.contract import LANGUAGES, Code, Contract, Field, Form, load_contract

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "code_book.md"
HEAD = """# Code book

Made from the contract (`expectations/forms/`, `expectations/codes/`) by `python -m expectations.contract.code_book`;
a test fails where it is out of date. Change the contract, never this page.
"""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _field_line(field: Field) -> str:
    kind = f"{field.type.value}: {field.codes}" if field.codes else field.type.value
    limits = "" if field.minimum is None else f", {field.minimum:g} to {field.maximum:g}"
    several = ", several joined by ;" if field.repeatable else ""
    cells = [*field.label.in_all(), field.help.en]
    return f"| `{field.name}` | {kind}{limits}{several} | " + " | ".join(map(_cell, cells)) + " |"


def _code_line(key: str, code: Code) -> str:
    labels = (_cell(code.label.in_language(language)) for language in LANGUAGES)
    return f"| `{key}` | " + " | ".join(labels) + f" | {code.within or ''} |"


def _form_section(form: Form) -> str:
    fields = "\n".join(_field_line(field) for field in form.fields)
    rules = "\n".join(
        f"- `{rule.key}` ({rule.family}, {rule.severity.value}): {rule.message.en}" for rule in form.rules
    )
    head = "| field | type | English | French | Spanish | what is asked |\n|---|---|---|---|---|---|"
    several = "".join(
        f"- `{question.name}` ({question.label.en}): list `{question.codes}`\n" for question in form.several
    )
    if several:
        several = f"\nQuestions with several answers, which may stand in one cell, joined by `;`:\n\n{several}"
    asked = f"## Form `{form.key}`\n\nOne row is {form.grain.en}.\n\n{head}\n{fields}\n{several}"
    return f"{asked}\nRules across fields:\n\n{rules}\n"


def code_book(contract: Contract) -> str:
    """Return the whole page."""
    lists = []
    for name, codes in sorted(contract.code_lists.items()):
        rows = [
            f"| `{key}` | {' | '.join(map(_cell, code.label.in_all()))} | {code.within or ''} |"
            for key, code in codes.codes.items()
        ]
        head = "| code | English | French | Spanish | within |\n|---|---|---|---|---|"
        lists.append(f"### `{name}`\n\n{head}\n" + "\n".join(rows) + "\n")
    forms = "\n".join(_form_section(form) for form in contract.forms.values())
    return f"{HEAD}\n{forms}\n## Code lists\n\n" + "\n".join(lists)


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(code_book(load_contract()), encoding="utf-8")
