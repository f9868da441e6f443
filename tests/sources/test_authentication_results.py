"""The header Authentication-Results as RFC 8601 has it, and as somebody who wants to be another writes into it."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.source.authentication_results import (
    AuthenticationResultsError,
    MethodResult,
    domain_name,
    identifier_of,
    results_of,
    shows_domain,
)

DOMAIN = "office.example"
WORDS = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=6)
TEXTS = st.text(string.printable.replace("\r", "").replace("\n", "") + "é；", max_size=12)
GAPS = st.sampled_from(
    [" ", "\t", "\r\n ", "\n\t", " (dmarc=pass; header.from=office.example) ", " (a (b\\) ;) c)\n ", ' (") ']
)
PROPERTIES = st.dictionaries(st.tuples(WORDS, WORDS), TEXTS, max_size=3)
RESULTS = st.lists(st.tuples(WORDS.filter(lambda word: word not in ("none", "reason")), WORDS, PROPERTIES), max_size=4)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@given(RESULTS, st.data())
def test_a_header_in_any_folding_with_any_comments_and_quotes_is_read_as_it_was_written(
    results: list[tuple[str, str, dict[tuple[str, str], str]]], data: st.DataObject
) -> None:
    def gap() -> str:
        return data.draw(GAPS)

    header = f"{gap()}mx.example.org{gap()}1"
    for method, result, properties in results:
        header += f"{gap()};{gap()}{method}{gap()}={gap()}{result}"
        for (kind, name), value in properties.items():
            header += f"{gap()}{kind}{gap()}.{gap()}{name}{gap()}={gap()}{quoted(value)}"
    header += f"{gap()};{gap()}none" if not results else gap()
    assert identifier_of(header) == "mx.example.org"
    read = [(found.method, found.result, dict(found.properties)) for found in results_of(header)]
    wanted = [(method, result, {".".join(name): text for name, text in properties.items()})
              for method, result, properties in results]  # fmt: skip
    assert read == wanted


@given(st.text(string.printable + 'é(;\\"', max_size=60))
def test_any_other_text_is_an_error_of_ours_or_shows_no_domain_by_itself(text: str) -> None:
    for header in (text, f"mx.example.org; {text}"):
        try:
            results = results_of(header)
        except AuthenticationResultsError:
            continue
        assert not shows_domain(results, DOMAIN)


@given(TEXTS)
def test_nothing_in_a_comment_or_in_quotes_becomes_a_result(text: str) -> None:
    hidden = f"{text}; dmarc=pass header.from={DOMAIN}"
    commented = hidden.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    header = f"mx; spf=pass ({commented}) smtp.mailfrom={quoted(hidden)}@thief.example"
    (result,) = results_of(header)
    assert (result.method, result.result) == ("spf", "pass")
    assert not shows_domain((result,), DOMAIN)


def shown(header: str, domain: str = DOMAIN) -> bool:
    return shows_domain(results_of(f"mx.example.org; {header}"), domain)


@pytest.mark.parametrize(
    "header",
    [
        "dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=office.example",
        "dmarc=pass header.from=OFFICE.Example",
        "DKIM=Pass header.i=@office.example header.s=s1 header.b=GfmGXdFh; spf=fail smtp.mailfrom=x.example",
        "dkim=fail header.d=office.example; dkim=pass header.d=office.example",
        'dkim/1=pass reason="good; really" header.d=office.example header.b="a/b+c="',
        "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=bounce@office.example; dmarc=none",
        "spf=pass smtp.mailfrom=office.example;",
    ],
)
def test_a_relay_shows_a_domain(header: str) -> None:
    assert shown(header)


@pytest.mark.parametrize(
    "header",
    [
        "none",
        "dmarc=fail header.from=office.example; dkim=pass header.d=office.example",
        "dmarc=temperror header.from=office.example; spf=pass smtp.mailfrom=office.example",
        "dmarc=pass",
        "dmarc=pass header.from=thief.example; spf=pass smtp.mailfrom=office.example",
        "dmarc=pass header.from=office.example.thief.example",
        "dmarc=pass header.from=mail.office.example",
        "dmarc=pass header.from=example",
        "dmarc=pass header.from=xn--ffice-iye.example",
        "dmarc=fail header.from=office.example; dmarc=pass header.from=office.example",
        "dkim=pass header.d=thief.example header.i=@office.example",
        "dkim=neutral header.d=office.example",
        "spf=pass smtp.helo=office.example",
        "spf=softfail smtp.mailfrom=office.example",
        "spf=pass smtp.mailfrom=office.example@thief.example",
        'spf=pass smtp.mailfrom="x@office.example"@thief.example',
        "arc=pass header.d=office.example; auth=pass smtp.auth=office.example",
    ],
)
def test_a_relay_does_not_show_a_domain(header: str) -> None:
    assert not shown(header)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "spf=pass smtp.mailfrom=office.example",
        "mx.example.org dmarc=pass",
        "mx.example.org 2; dmarc=pass header.from=office.example",
        "mx.example.org; dmarc=pass header.from=office.example header.from=thief.example",
        "mx.example.org; dmarc/2=pass header.from=office.example",
        "mx.example.org; dmarc=pass (header.from=office.example",
        "mx.example.org; dmarc=pass header.from=\"office.example",
        "mx.example.org; dmarc=pass header.from=office.example) ; x=y",
        "mx.example.org; dmarc=pass header.from=оffice.example",
        "mx.example.org; none; dmarc=pass header.from=office.example",
        "mx.example.org;; dmarc=pass header.from=office.example",
        "mx.example.org; dmarc=pass;\nheader.from=office.example",
        "mx.example.org; dmarc=pass " + "(" * 30_000,
    ],
)  # fmt: skip
def test_a_header_that_does_not_follow_the_grammar_shows_nothing(header: str) -> None:
    with pytest.raises(AuthenticationResultsError) as refused:
        results_of(header)
    assert "office" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Office.EXAMPLE", "office.example"),
        ("münchen.example", "xn--mnchen-3ya.example"),
        ("XN--mnchen-3ya.example", "xn--mnchen-3ya.example"),
        ("оffice.example", "xn--ffice-iye.example"),  # the first letter is Cyrillic
        ("ｏffice.example", None),  # a wide letter, which IDNA maps to the narrow one
        ("office。example", None),
        ("office.example.", None),
        (".office.example", None),
        ("office..example", None),
        ("[192.0.2.1]", None),
        ("office.example ", None),
        ("office_.example", None),
        ("", None),
        ("x" * 64 + ".example", None),
    ],
)
def test_a_domain_has_one_spelling(text: str, name: str | None) -> None:
    assert domain_name(text) == name


def test_a_result_says_which_method_and_for_what() -> None:
    header = "mx.example.org; dkim=pass header.d=a.example; spf=fail smtp.mailfrom=b.example"
    assert results_of(header) == (
        MethodResult("dkim", "pass", {"header.d": "a.example"}),
        MethodResult("spf", "fail", {"smtp.mailfrom": "b.example"}),
    )
