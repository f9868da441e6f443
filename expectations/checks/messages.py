"""The message of a finding to an office, in its language.

Belongs here: rule and field to a sentence. Does not: the sentences themselves (messages.yaml, the forms).
"""

from expectations.checks.check import checks_of
from expectations.contract import Contract


def message_of(contract: Contract, form: str, rule: str, field: str | None, language: str) -> str:
    """Return the message of a broken rule; raises KeyError for a rule that the form does not have."""
    its_form = contract.forms[form]
    rule_messages = {entry.key: entry.message for entry in its_form.rules}
    if rule in rule_messages:
        return rule_messages[rule].in_language(language)
    kinds = {check.rule: check.message for check in checks_of(its_form, contract)}
    label = its_form.questions[field].label.in_language(language) if field in its_form.questions else ""
    kind = "response_low" if rule.endswith(".response") else kinds.get(rule, rule)
    return contract.messages[kind].in_language(language).format(field=label)
