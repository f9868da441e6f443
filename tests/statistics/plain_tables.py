"""Tables of the chapters counted again in plain Python: of whom each is, and a person's codes in a dimension."""

import itertools
from collections import Counter

from tests.statistics import plain_count
from tests.statistics.plain_count import countries, first

EEA_OF_2011 = {"DEU"}  # of the countries that the invented records name
RANKED_AT = 11


def one(name, table=None, missing="unknown"):
    def codes(person):
        found = first(person, lambda row: None if row.get(name) is None else (row[name],))
        return {missing} if found is None else {(table or {}).get(found[0], found[0])}

    return codes


YES_NO = {1: "yes", 0: "no"}


def flags(group, *codes, with_any=False):
    def of(person):
        known = first(person, lambda row: [c for c in codes if row.get(f"{group}_{c}") == 1] or None)
        return {"unknown"} if known is None else {*known, *(["any"] if with_any else [])}

    return of


def sex(person):
    found = first(person, plain_count.sex)
    return {found if found in ("F", "M") else "not_stated"}


def age_group(person):
    return {{"child": "CHILD", "adult": "ADULT", None: "unknown"}[first(person, plain_count.age_band)]}


def exploitation(person):
    return set(first(person, plain_count.forms_of_exploitation) or {"unknown"})


def forms_crossed(person):
    """Where forms are crossed, rare ones are one code: a person with several of them counts once."""
    alone = {"ForcedLabour", "SexualExploitation", "Servitude", "ForcedBegging", "unknown"}
    return {form if form in alone else "OTHER_FORMS" for form in exploitation(person)}


def main_exploitation(person):
    found = exploitation(person) - {"unknown"}
    both = {"ForcedLabour", "SexualExploitation"}
    if not found:
        return {"unknown"}
    names = {frozenset(both): "BOTH", frozenset({"ForcedLabour"}): "LABOUR_ONLY"}
    names[frozenset({"SexualExploitation"})] = "SEXUAL_ONLY"
    return {names.get(frozenset(found & both), "OTHER")}


def if_asked(codes, asked):
    return lambda person: codes(person) if asked(person) else {"not_asked"}


def established(row):
    place = countries("country_of_exploitation")(row)
    if not place:
        return None
    return ("MISSION",) if row.get("exploitation_basis") == "MISSION" else place


def corridor(person):
    """Known of nobody of whom one end is not; the ranking is done by the caller."""
    home = first(person, lambda row: countries("citizenship")(row) or None)
    place = first(person, established)
    if not home or not place:
        return {"not_stated"}
    return {_corridor(a, b) for a, b in itertools.product(home, place)}


def _corridor(home, place):
    if "XXA" in (home, place) or place == "MISSION":
        return "other"
    return "same_country" if home == place else f"{home}-{place}"


def host_area(person):
    found = first(person, lambda row: countries("host")(row) or None)
    if not found or found[0] == "XXA":
        return {"not_stated"}
    return {"EEA_SWITZERLAND" if found[0] in EEA_OF_2011 else "ELSEWHERE"}


def child_form(person):
    return {f"umc_{form}" for form, _ in person}


def child_category(person):
    return one("category")(person) & {"UMC_UNACCOMPANIED", "UMC_SEPARATED"} or {"unknown"}


def is_unaccompanied(form, row):
    if form == "trafficking":
        return row["umc"] == 1 and row["trafficking_status"] != "NotAVictim"
    if form == "returns":
        return row["vuln_UMC"] == 1 and row["side"] == "HOST"
    return row["category"] in ("UMC_UNACCOMPANIED", "UMC_SEPARATED")


def is_after_return(form, row):
    return form == "returns" and row["side"] == "ORIGIN"


def populations(years):
    """Return the persons of each theme, and of returns both sides apart."""
    return {
        "victims": plain_count.persons(years, ("trafficking",)),
        "returns": plain_count.persons(years, ("returns",)),
        "after": plain_count.persons(years, ("returns",), is_after_return),
        "children": plain_count.persons(years, counts=is_unaccompanied),
        "vulnerable": plain_count.persons(years, ("vulnerable",)),
    }


in_labour = lambda person: "ForcedLabour" in exploitation(person)  # noqa: E731
in_sexual = lambda person: "SexualExploitation" in exploitation(person)  # noqa: E731
is_adult = lambda person: age_group(person) == {"ADULT"}  # noqa: E731
of_programme = lambda name: lambda person: one("programme")(person) == {name}  # noqa: E731
in_forms = lambda *forms: lambda person: any(form in forms for form, _ in person)  # noqa: E731
means = flags("means", "Threats", "DebtBondage", with_any=True)
reintegration = flags("reint", "Cash", with_any=True)
assistance = flags("assist", "Shelter", with_any=True)
best_interest = one("best_interest_done", YES_NO)
everybody = lambda person: True  # noqa: E731

TABLES = {  # of whom, who of them, and the codes in each dimension
    "victims_by_exploitation": ("victims", everybody, exploitation),
    "victims_by_exploitation_and_age": ("victims", everybody, forms_crossed, age_group),
    "victims_by_exploitation_recode": ("victims", everybody, main_exploitation),
    "victims_by_labour_sector": ("victims", in_labour, one("labour_sector")),
    "victims_by_labour_sector_and_sex": ("victims", everybody, if_asked(one("labour_sector"), in_labour), sex),
    "victims_by_kind_of_sexual_exploitation": (
        "victims", everybody, if_asked(flags("sex_type", "Prostitution"), in_sexual),
    ),
    "victims_by_means_of_control": ("victims", everybody, means, sex),
    "adult_victims_by_means_of_control": ("victims", everybody, if_asked(means, is_adult)),
    "victims_by_recruiter": ("victims", everybody, flags("recruiter", "Family"), sex),
    "victims_by_duration": ("victims", everybody, one("duration"), sex),
    "victims_by_child_at_entry": ("victims", everybody, one("child_at_entry", YES_NO), age_group),
    "victims_by_corridor": ("victims", everybody, corridor),
    "victims_by_assistance": ("victims", everybody, assistance, sex),
    "victims_by_referral": ("victims", everybody, one("referred_by")),
    "victims_by_status_sex_and_age": ("victims", everybody, one("trafficking_status"), sex, age_group),
    "returns_by_vulnerability_and_sex": (
        "returns", everybody, flags("vuln", "UMC", "VoT", with_any=True), sex,
    ),
    "returns_by_reintegration": ("returns", everybody, if_asked(reintegration, of_programme("AVRR")), sex),
    "returns_in_the_economic_area_of_2011": ("returns", everybody, host_area),
    "returns_without_humanitarian_return": (
        "returns", lambda person: one("programme")(person) != {"VHR"}, sex, age_group,
    ),
    "after_return_by_reintegration": ("after", everybody, reintegration, sex),
    "after_return_by_counselling_after": ("after", everybody, one("counsel_post", YES_NO)),
    "children_by_form": ("children", everybody, child_form),
    "children_by_category": ("children", everybody, if_asked(child_category, in_forms("vulnerable")), sex),
    "children_by_assistance": (
        "children", everybody, if_asked(assistance, in_forms("trafficking", "vulnerable")),
    ),
    "children_by_best_interest": ("children", everybody, best_interest, sex),
    "returned_children_by_best_interest": ("children", in_forms("returns"), best_interest),
    "vulnerable_by_assistance": ("vulnerable", everybody, assistance, sex),
}  # fmt: skip


def counted(key, people):
    """Return the cells of a table in which anybody is; a corridor of too few persons is under ``other``."""
    of, who, *dimensions = TABLES[key]
    chosen = [person for person in people[of] if who(person)]
    if key == "victims_by_corridor":
        persons = Counter(code for person in chosen for code in corridor(person))
        ranked = sorted((code for code, n in persons.items() if n >= RANKED_AT and "-" in code),
                        key=lambda code: (-persons[code], code))[:15]  # fmt: skip
        kept = {*ranked, "other", "same_country", "not_stated"}
        dimensions = [lambda person: {code if code in kept else "other" for code in corridor(person)}]
    cells: Counter = Counter()
    for person in chosen:
        for codes in itertools.product(*({*codes_of(person), "total"} for codes_of in dimensions)):
            cells[codes] += 1
    return cells
