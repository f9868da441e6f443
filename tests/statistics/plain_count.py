"""The same persons counted again, slowly and in plain Python, by reading field rules 2 and 8 anew."""

from collections import Counter

from expectations.geography import region_of

FORMS = ("trafficking", "returns", "vulnerable")
ADULT_BANDS = {"ADULT", "24-26", "48+"}


def persons(records: dict[str, list[dict]], forms=FORMS, counts=None) -> list[list[tuple[str, dict]]]:
    """Return the persons, each as its records in the order in which facts are taken; ``counts``: which records do."""
    kept = [(form, row) for form in forms for row in records[form] if (counts or _counts)(form, row)]
    groups: list[tuple[set, list]] = []
    for form, row in kept:
        marks = {("key", row["office"], row["person_key"])} | (
            {("link", row["link_key"])} if row["link_key"] else set()
        )
        joined = [group for group in groups if group[0] & marks]
        groups = [group for group in groups if not group[0] & marks]
        groups.append((marks.union(*(g[0] for g in joined)), [r for g in joined for r in g[1]] + [(form, row)]))
    order = lambda fr: (FORMS.index(fr[0]), fr[1]["assist_year_first"] or 9999, fr[1]["office"], fr[1]["person_key"])  # noqa: E731
    return [sorted(rows, key=order) for _, rows in groups]


def _counts(form, row):
    if form == "trafficking":
        return row["trafficking_status"] != "NotAVictim"
    return form != "returns" or row["side"] == "HOST"


def first(person, fact):
    return next((value for _, row in person if (value := fact(row))), None)


def sex(row):
    return row["sex"] if row["sex"] in ("F", "M", "X") else None


def age_band(row):
    if row["age"] is not None:
        return "child" if row["age"] < 18 else "adult"
    if row["age_band"] in (None, "U"):
        return None
    return "adult" if row["age_band"] in ADULT_BANDS else "child"


def countries(name):
    return lambda row: tuple(sorted(set((row.get(name) or "").split(";")) - {"", "XXX"}))


def forms_of_exploitation(row):
    names = ("ForcedLabour", "SexualExploitation", "ForcedBegging")
    return tuple(name for name in names if row.get(f"exploit_{name}") == 1) or None


def by_sex_and_age(people) -> Counter:
    cells: Counter = Counter()
    for person in people:
        s = first(person, sex)
        a = {"child": "CHILD", "adult": "ADULT", None: "unknown"}[first(person, age_band)]
        for code in (s if s in ("F", "M") else "not_stated", "total"):
            for group in (a, "total"):
                cells[code, group] += 1
    return cells


def by_exploitation_and_sex(people) -> Counter:
    cells: Counter = Counter()
    for person in people:
        s = first(person, sex)
        alone = ("ForcedLabour", "SexualExploitation", "Servitude", "ForcedBegging", "unknown")
        forms = {f if f in alone else "OTHER_FORMS" for f in first(person, forms_of_exploitation) or ("unknown",)}
        for form in {*forms, "total"}:
            for code in (s if s in ("F", "M") else "not_stated", "total"):
                cells[form, code] += 1
    return cells


def by_region_of_exploitation(people, year) -> Counter:
    cells: Counter = Counter()
    for person in people:
        where = first(person, countries("country_of_exploitation"))
        region = region_of("world_region", year, where[0]) if where else None
        for code in (region or "not_stated", "total"):
            cells[(code,)] += 1
    return cells


def by_citizenship(people, threshold) -> Counter:
    counted = Counter(one for person in people for one in first(person, countries("citizenship")) or ())
    ranked = {one for one, count in counted.items() if count >= threshold and one != "XXA"}
    cells: Counter = Counter()
    for person in people:
        mine = first(person, countries("citizenship")) or ()
        for code in {*(one if one in ranked else "other" for one in mine), "total"} | (
            set() if mine else {"not_stated"}
        ):
            cells[(code,)] += 1
    return cells


def by_theme(people) -> Counter:
    return Counter((code,) for person in people for code in {*(form for form, _ in person), "total"})
