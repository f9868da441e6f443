"""The files, read and counted independently, reproduce every target."""

from collections import Counter

from expectations.contract import Contract
from expectations.geography import region_of
from tests.demo.office_files import accepted, age_group, persons, returned, tally, victims
from tests.demo.written_year import WrittenYear


def test_every_person_counts_once_and_all_sum_to_the_published_total(written: WrittenYear, contract: Contract) -> None:
    found = persons(written.rows, contract).values()
    sexes = Counter(person.sex if person.sex in ("F", "M") else "not_stated" for person in found)
    groups = Counter(person.group or "unknown" for person in found)
    assert len(found) == written.targets.persons
    assert sexes == written.targets.sex
    assert groups == written.targets.age


def test_all_persons_hold_as_many_nationalities_as_published(written: WrittenYear, contract: Contract) -> None:
    nationalities = set().union(*(person.nationalities for person in persons(written.rows, contract).values()))
    assert len(nationalities) == written.targets.nationalities


def test_the_shares_of_2012_are_the_published_ones(written_years: dict[int, WrittenYear], contract: Contract) -> None:
    found = list(persons(written_years[2012].rows, contract).values())
    shares = [round(100 * sum(person.sex == sex for person in found) / len(found)) for sex in ("M", "F")]
    ages = [round(100 * sum(person.group == group for person in found) / len(found)) for group in ("ADULT", "CHILD")]
    assert shares == [77, 23]
    assert ages == [87, 13]
    before = len(persons(written_years[2011].rows, contract))
    assert round(100 * (len(found) / before - 1)) == 70


def test_victims_count_as_published_by_sex_and_age(written: WrittenYear, contract: Contract) -> None:
    found, wanted = victims(written.rows), written.targets.victims
    assert len(found) == wanted.persons
    assert Counter(row["sex"] if row.get("sex") in ("F", "M") else "not_stated" for row in found) == wanted.sex
    assert Counter(age_group(row, contract) or "unknown" for row in found) == wanted.age
    assert len(tally(found, "citizenship").keys() - {""}) == wanted.nationalities


def test_victims_count_as_published_by_exploitation_and_scope(written: WrittenYear) -> None:
    found, wanted = victims(written.rows), written.targets.victims
    assert tally(found, "exploit_ForcedLabour")["1"] == wanted.forced_labour
    assert tally(found, "exploit_SexualExploitation")["1"] == wanted.sexual_exploitation
    scopes = tally(found, "scope")
    assert {key: scopes["" if key == "not_stated" else key] for key in wanted.scope} == wanted.scope
    domestic = [row for row in found if row["scope"] == "DOMESTIC"]
    assert all(row["country_of_exploitation"] in row["citizenship"].split(";") for row in domestic)


def test_victims_count_as_published_by_region_of_exploitation(written: WrittenYear) -> None:
    found, wanted = victims(written.rows), written.targets
    places = Counter(row.get("country_of_exploitation", "") for row in found)
    regions: Counter[str] = Counter()
    for place, count in places.items():
        regions[region_of("world_region", wanted.year, place) or "" if place else ""] += count
    assert regions.pop("", 0) == wanted.victims.region_not_stated
    assert regions == wanted.victims.regions


def test_the_printed_countries_are_the_ten_most_frequent(written: WrittenYear) -> None:
    found, wanted = victims(written.rows), written.targets.victims
    ranked = [row for row in found if row.get("exploitation_basis") != "MISSION"]
    for rows, name, printed in (
        (ranked, "country_of_exploitation", wanted.destinations),
        (found, "citizenship", wanted.origins),
    ):
        counts = tally(rows, name)
        del counts[""]
        assert dict(counts.most_common(10)) == printed
        assert counts.most_common(11)[10][1] < min(printed.values())


def test_returns_are_counted_at_the_host_alone(written: WrittenYear) -> None:
    found, wanted = returned(written.rows), written.targets.returns
    hosts = tally(found, "host")
    assert len(found) == wanted.persons
    assert len(hosts) == wanted.host_countries
    assert {host: hosts[host] for host in wanted.hosts} == wanted.hosts
    assert all(row["host"] == row["office"] for row in found)
    origin_side = [row for row in accepted(written.rows["returns"]) if row["side"] == "ORIGIN"]
    assert len(origin_side) == wanted.after_return_linked + wanted.after_return_other
    assert all(row["origin"] == row["office"] for row in origin_side)


def test_mexico_and_canada_return_1759_in_2012(written_years: dict[int, WrittenYear]) -> None:
    hosts = tally(returned(written_years[2012].rows), "host")
    assert hosts["MEX"] + hosts["CAN"] == 1759


def test_children_alone_and_victims_among_the_returned_rise(
    written_years: dict[int, WrittenYear], contract: Contract
) -> None:
    for name, target in (("vuln_UMC", "unaccompanied_children"), ("vuln_VoT", "victims_of_trafficking")):
        before, after = (
            sum(row.get(name) == "1" and (name != "vuln_UMC" or age_group(row, contract) == "CHILD") for row in rows)
            for rows in (returned(written_years[year].rows) for year in (2011, 2012))
        )
        assert before == getattr(written_years[2011].targets.returns, target)
        assert after == getattr(written_years[2012].targets.returns, target)
        assert after > 1.5 * before


def test_some_persons_stand_in_two_forms(written: WrittenYear, contract: Contract) -> None:
    both = Counter(frozenset(person.forms) for person in persons(written.rows, contract).values())
    wanted = written.targets.returns
    assert both[frozenset({"trafficking", "returns"})] == wanted.also_victims
    assert both[frozenset({"vulnerable", "returns"})] == wanted.also_vulnerable


def test_most_control_totals_are_the_number_of_the_offices_own_records(written: WrittenYear) -> None:
    counted = Counter(
        ("VICTIMS", row["office"])
        for row in accepted(written.rows["trafficking"])
        if row["trafficking_status"] != "NotAVictim"
    )
    counted += Counter(("RETURNED", row["office"]) for row in returned(written.rows))
    counted += Counter(("VULNERABLE", row["office"]) for row in accepted(written.rows["vulnerable"]))
    alone = written.targets.offices.totals_only
    totals = [row for row in written.rows["totals"] if not row.get("sex") and row["office"] not in alone]
    differing = {row["office"] for row in totals if counted[row["measure"], row["office"]] != int(row["value"])}
    assert len({row["office"] for row in totals}) == 40
    assert len(differing) == 5
