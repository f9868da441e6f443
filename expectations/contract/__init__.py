"""The contract: one YAML file a form, from which everything that knows a field is made.

Belongs here: the models of form, field, code list and rule, and loading them. Does not: applying them to a file
(expectations/reading) or to records (expectations/checks).
"""

from expectations.contract.codes import Code, CodeList, Labels
from expectations.contract.contract_files import ContractError, load_contract
from expectations.contract.form import (
    NONE_OF_THEM,
    PERSON_KEY,
    Condition,
    Contract,
    Field,
    FieldType,
    Form,
    Identity,
    OfRows,
    Parts,
    Rule,
    Severity,
)
from expectations.languages import LANGUAGES, Language

__all__ = [
    "LANGUAGES",
    "NONE_OF_THEM",
    "PERSON_KEY",
    "Code",
    "CodeList",
    "Condition",
    "Contract",
    "ContractError",
    "Field",
    "FieldType",
    "Form",
    "Identity",
    "Labels",
    "Language",
    "OfRows",
    "Parts",
    "Rule",
    "Severity",
    "load_contract",
]
