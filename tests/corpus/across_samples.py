"""The corpus of what no single form shows: offices with several forms, another year or another office beside them.

Belongs here: making their files. Does not: samples of one file (corpus_samples.py), reading them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from expectations.geography import offices
from expectations.reading import SubmittedFile
from tests.lib.submissions.made_files import separated, workbook

FORMS = ("trafficking", "returns", "vulnerable", "projects")
Delivery = tuple[str, int]  # office and year


@dataclass(frozen=True)
class AcrossSample:
    """Deliveries by office and year; ``expects`` are all rules that ``office`` breaks in 2012."""

    name: str
    office: str
    deliveries: Mapping[Delivery, Sequence[SubmittedFile]] = field(hash=False)
    expects: frozenset[str]


def _cover(office: str, year: int, *with_rows: str, unsaid: Sequence[str] = ()) -> SubmittedFile:
    nil = ";".join(form for form in FORMS if form not in with_rows and form not in unsaid)
    return separated(f"key,value\noffice,{office}\nyear,{year}\nnil_forms,{nil}\n", "cover.csv")


def _returns(count: int, office: str, link: str = "", sex: str = "M", age: int = 30) -> SubmittedFile:
    rows = (f"{office}-{n},HOST,DEU,GHA,{sex},{age + n % 20},{link if n == 0 else ''}\n" for n in range(count))
    return separated("case_ref,side,host,origin,sex,age,link_key\n" + "".join(rows), "returns.csv")


def _victims(*references: str) -> SubmittedFile:
    rows = (f"{reference},F,{20 + n},Actual\n" for n, reference in enumerate(references))
    return separated("case_ref,sex,age,trafficking_status\n" + "".join(rows), "trafficking.csv")


def _totals(*lines: str) -> SubmittedFile:
    return separated("measure,sex,value,estimation\n" + "".join(f"{line}\n" for line in lines), "totals.csv")


def _alone(office: str, *totals: str) -> dict[Delivery, Sequence[SubmittedFile]]:
    files = [_cover(office, 2012, "returns"), _returns(20, office)]
    return {(office, 2012): [*files, _totals(*totals)] if totals else files}


def _two_years(office: str, before: int, now: int) -> dict[Delivery, Sequence[SubmittedFile]]:
    return {
        (office, year): [_cover(office, year, "returns"), _returns(count, office)]
        for year, count in ((2011, before), (2012, now))
    }


def _two_offices(first: str, second: str, sex: str = "M", age: int = 30) -> dict[Delivery, Sequence[SubmittedFile]]:
    """Both report the first of three persons under one link key; sex and age are the second's."""
    files = {first: _returns(3, first, f"{first}-k"), second: _returns(3, second, f"{first}-k", sex, age)}
    return {(office, 2012): [_cover(office, 2012, "returns"), file] for office, file in files.items()}


Told = tuple[str, dict[Delivery, Sequence[SubmittedFile]], Sequence[str]]


def _told(one: str, other: str) -> tuple[Told, ...]:
    """Name, deliveries and broken rules of every sample, as offices ``one`` and ``other`` would send them."""
    one_form_unsaid = {(one, 2012): [_cover(one, 2012, "returns", unsaid=["vulnerable"]), _returns(5, one)]}
    sheets = {"returns": [["case_ref", "side"], ["A", "HOST"]], "trafficking": [["case_ref", "sex"]]}
    cover = [("office", one), ("year", "2012"), ("nil_forms", "vulnerable;projects")]
    header_alone = {(one, 2012): [workbook({"Cover": cover, **sheets})]}
    in_two_forms = {
        (one, 2012): [
            _cover(one, 2012, "returns", "trafficking"),
            _returns(3, one),
            _victims(f"{one}-0", f"{one}-9"),
            _totals("PERSONS,,4,EXACT", "VICTIMS,,2,"),
        ]
    }
    control, below, above = "control_total_differs", "far_below_last_year", "far_above_last_year"
    empty, linked = "form_empty_without_nil", "linked_records_disagree"
    return (
        ("good: every form answered or nil", _alone(one), ()),
        ("good: a total that is the rows", _alone(one, "RETURNED,,20,EXACT", "RETURNED,M,20,"), ()),
        ("good: a total that is an estimate", _alone(one, "RETURNED,,25,ESTIMATE"), ()),
        ("good: a person in two forms is one person", in_two_forms, ()),
        ("good: a change within the band", _two_years(one, 60, 119), ()),
        ("good: a great change of small numbers", _two_years(one, 10, 40), ()),
        ("good: two offices that agree on a person", _two_offices(one, other), ()),
        ("a total above the rows", _alone(one, "RETURNED,,21,EXACT"), (control,)),
        ("a total of a part that differs", _alone(one, "RETURNED,,20,", "RETURNED,M,19,"), (control,)),
        ("a total of a measure without rows of its own", _alone(one, "AFTER_RETURN,,3,"), (control,)),
        ("a form neither sent nor nil", one_form_unsaid, (empty,)),
        ("a form with a header alone", header_alone, (empty,)),
        ("a fall beyond the band", _two_years(one, 121, 60), (below,)),
        ("a rise beyond the band", _two_years(one, 60, 121), (above,)),
        ("another sex of one person", _two_offices(one, other, sex="F"), (linked,)),
        ("another age group of one person", _two_offices(one, other, age=9), (linked,)),
    )


def across_samples() -> tuple[AcrossSample, ...]:
    """Good ones first; every rule across forms is broken by some. Each sample has two offices of its own."""
    known = sorted(offices())
    pairs = list(zip(known[::2], known[1::2], strict=False))
    told = [_told(*pairs[place])[place] for place in range(len(_told(*pairs[0])))]
    return tuple(
        AcrossSample(name, pairs[place][0], deliveries, frozenset(rules))
        for place, (name, deliveries, rules) in enumerate(told)
    )
