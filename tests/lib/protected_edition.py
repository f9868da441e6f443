"""An edition of protected tables for tests, with the published numbers of 2012 and 2011 and invented ones between them.

Counts are given without their margins, which are summed here; counts of 1 to 10 become confidential. (What
withholds more than that is tested with reports.disclosure; here only that nothing withheld is drawn or said.)
"""

from itertools import product

import pandas as pd
import pytest

from reports.derived_tables.response import response_table
from reports.published import Cell, ProtectedTable
from reports.sentences.edition_label import EditionLabel
from reports.statistics import load_tables, text_of

LABEL = EditionLabel(
    year=2012, draft=1, nature=frozenset({"demonstration"}), offices_expected=150, offices_received=141, offices_nil=4,
    offices_rejected=3, records_read=110_400, records_held_back=321,
)  # fmt: skip

SEX, AGE = ("F", "M", "not_stated"), ("CHILD", "ADULT", "unknown")
BANDS = ("0-8", "9-17", "18-20", "21-23", "24-26", "27-29", "30-38", "39-47", "48+", "unknown")
REGIONS = ("DAKAR", "PRETORIA", "NAIROBI", "CAIRO", "SAN_JOSE", "BUENOS_AIRES", "BANGKOK", "BRUSSELS", "VIENNA")
CATEGORIES = ("UMC_UNACCOMPANIED", "UMC_SEPARATED", "STRANDED", "EXPLOITED_OTHER", "ABUSED", "OTHER")

POPULATIONS = ("REFUGEE", "IMMIGRANT", "LABOUR_MIGRANT", "IRREGULAR", "VOT", "RETURNEE", "HOST_COMMUNITY",
               "OTHER_VULNERABLE", "not_stated")  # fmt: skip

Counts = dict[tuple[str, ...], int]


def grid(rows: tuple[str, ...], columns: tuple[str, ...], numbers: list[list[int]]) -> Counts:
    return {(r, c): numbers[i][j] for (i, r), (j, c) in product(enumerate(rows), enumerate(columns))}


def with_margins(counts: Counts) -> Counts:
    """Add the total of each dimension; the counts must exclude one another."""
    axes = [list(dict.fromkeys(codes[i] for codes in counts)) for i in range(len(next(iter(counts))))]
    full: Counts = {}
    for codes in product(*([*axis, "total"] for axis in axes)):
        full[codes] = sum(
            n for own, n in counts.items() if all(a in ("total", b) for a, b in zip(codes, own, strict=True))
        )
    return full


def by_service(rows: dict[str, list[int]]) -> Counts:
    """Number services by population; different services have no total."""
    return {
        (s, p): n for s, row in rows.items() for p, n in zip((*POPULATIONS, "total"), [*row, sum(row)], strict=True)
    }


def flags(total: int, **numbers: int) -> Counts:
    return {**{(code,): n for code, n in numbers.items()}, ("total",): total}


def cells_of(counts: Counts, year: int, share_of: str | None, measure: str = "persons") -> list[Cell]:
    confidential = measure in ("persons", "services")
    total = counts.get(("total",) * len(next(iter(counts))), 0)
    cells = []
    for codes, n in counts.items():
        withheld = confidential and 0 < n < 11
        status = "confidential" if withheld else "published"
        cells.append(Cell(codes, year, measure, measure, "", None if withheld else float(n), status))
    for codes, n in counts.items() if share_of else ():
        withheld = confidential and 0 < n < 11
        status = "confidential" if withheld else "published"
        value = None if withheld else round(100 * n / total, 1)
        cells.append(Cell(codes, year, "share_pct", "per cent", share_of, value, status))
    return cells


def exploitation(total: list[int], **rows: list[int]) -> Counts:
    counts = {(code, sex): n for code, row in rows.items() for sex, n in zip(SEX, row, strict=True)}
    counts |= {(code, "total"): sum(row) for code, row in rows.items()}
    return counts | {("total", sex): n for sex, n in zip(SEX, total, strict=True)} | {("total", "total"): sum(total)}


NUMBERS: dict[str, dict[int, Counts]] = {
    "persons_by_sex_and_age": {
        2012: with_margins(grid(SEX, AGE, [[4_650, 18_640, 200], [8_500, 70_550, 200], [40, 210, 10]])),
        2011: with_margins(grid(SEX, AGE, [[4_100, 13_200, 150], [5_300, 37_348, 190], [30, 240, 30]])),
    },
    "persons_by_theme": {
        2012: flags(103_000, trafficking=6_499, returns=92_410, vulnerable=5_020),
        2011: flags(60_588, trafficking=5_498, returns=51_902, vulnerable=3_900),
    },
    "reach": {
        2012: {("nationalities",): 191, ("nationalities_of_victims",): 89, ("hosts_of_returns",): 57,
               ("countries_of_exploitation",): 98, ("offices",): 137},
        2011: {("nationalities",): 178, ("nationalities_of_victims",): 91, ("hosts_of_returns",): 49,
               ("countries_of_exploitation",): 92, ("offices",): 130},
    },
    "victims_by_sex_and_age": {
        2012: with_margins(grid(SEX, AGE, [[1_040, 2_360, 45], [770, 2_230, 14], [17, 17, 6]])),
        2011: with_margins(grid(SEX, AGE, [[1_190, 2_165, 60], [780, 1_219, 41], [15, 20, 8]])),
    },
    "victims_by_age_band_and_sex": {
        2012: with_margins(grid(BANDS, SEX, [[110, 95, 3], [930, 675, 14], [520, 310, 5], [480, 370, 0], [390, 420, 0],
                                             [310, 330, 0], [420, 480, 0], [150, 210, 0], [52, 95, 0], [83, 29, 18]])),
    },
    "victims_by_exploitation": {
        2012: flags(6_499, ForcedLabour=2_925, SexualExploitation=1_300, ChildLabour=510, ForcedMarriage=140,
                    Servitude=355, ForcedMilitary=64, OrganRemoval=7, ForcedBegging=411, ForcedAdoption=0, Surrogacy=0,
                    Other=690, unknown=937),
        2011: flags(5_498, ForcedLabour=2_906, SexualExploitation=1_507, ChildLabour=520, ForcedMarriage=120,
                    Servitude=280, ForcedMilitary=41, OrganRemoval=11, ForcedBegging=312, ForcedAdoption=0, Surrogacy=0,
                    Other=380, unknown=722),
    },
    "victims_by_exploitation_and_sex": {
        2012: exploitation([3_445, 3_014, 40], ForcedLabour=[1_005, 1_900, 20], SexualExploitation=[1_255, 38, 7],
                           Servitude=[260, 95, 0], ForcedBegging=[190, 215, 6], OTHER_FORMS=[720, 660, 0],
                           unknown=[410, 520, 7]),
        2011: exploitation([3_415, 2_040, 43], ForcedLabour=[1_210, 1_680, 16], SexualExploitation=[1_480, 20, 7],
                           Servitude=[200, 80, 0], ForcedBegging=[150, 160, 2], OTHER_FORMS=[550, 500, 0],
                           unknown=[400, 310, 12]),
    },
    "victims_by_exploitation_recode": {
        2012: with_margins({("LABOUR_ONLY",): 2_745, ("SEXUAL_ONLY",): 1_120, ("BOTH",): 180, ("OTHER",): 1_517,
                            ("unknown",): 937}),
        2011: with_margins({("LABOUR_ONLY",): 2_766, ("SEXUAL_ONLY",): 1_367, ("BOTH",): 140, ("OTHER",): 979,
                            ("unknown",): 246}),
    },
    "victims_by_labour_sector": {
        2012: with_margins({("A",): 480, ("B",): 41, ("C",): 210, ("D",): 0, ("E",): 0, ("F",): 705, ("G",): 35,
                            ("H",): 8, ("I",): 160, ("J",): 0, ("S",): 22, ("T",): 640, ("unknown",): 624}),
    },
    "victims_by_region": {
        2012: with_margins({("AFRICA",): 511, ("SOUTH_CENTRAL_ASIA",): 1_220, ("EAST_ASIA_PACIFIC",): 1_120,
                            ("EUROPE",): 1_705, ("MIDDLE_EAST",): 1_080, ("WESTERN_HEMISPHERE",): 845,
                            ("not_stated",): 18}),
        2011: with_margins({("AFRICA",): 303, ("SOUTH_CENTRAL_ASIA",): 1_049, ("EAST_ASIA_PACIFIC",): 860,
                            ("EUROPE",): 1_606, ("MIDDLE_EAST",): 696, ("WESTERN_HEMISPHERE",): 984,
                            ("not_stated",): 0}),
    },
    "victims_top_origins": {
        2012: flags(6_499, UKR=901, HTI=640, YEM=530, LAO=410, UZB=377, KHM=300, KGZ=250, AFG=244, BLR=180, ETH=177,
                    other=2_460, not_stated=30),
        2011: flags(5_498, UKR=835, HTI=709, YEM=378, LAO=359, UZB=292, KHM=259, KGZ=213, AFG=179, BLR=141, ETH=122,
                    other=1_995, not_stated=16),
    },
    "victims_top_countries_of_exploitation": {
        2012: flags(6_499, RUS=980, YEM=701, HTI=600, THA=520, KAZ=311, AFG=205, IDN=188, POL=150, EGY=140, TUR=133,
                    other=2_553, not_stated=18),
    },
    "victims_by_means_of_control": {
        2012: exploitation([3_445, 3_014, 40], **{m: [2_100 // n, 1_500 // n, 7] for n, m in enumerate(
              ("FalsePromises", "TakesEarnings", "PsychologicalAbuse", "RestrictsMovement", "Threats", "DebtBondage",
               "PhysicalAbuse", "WithholdsDocuments", "WithholdsNecessities", "RestrictsFinancialAccess"), start=1)},
                           none=[90, 80, 0], unknown=[510, 420, 12]),
    },
    "victims_by_corridor": {
        2012: flags(6_499, **{"UKR-RUS": 410, "LAO-THA": 377, "MMR-THA": 160, "ETH-YEM": 102, "BLR-RUS": 98,
                              "UZB-KAZ": 90, "KHM-THA": 77, "MDA-RUS": 40, "NPL-IND": 31}, other=2_500,
                    same_country=2_010, not_stated=604),
    },
    "victims_by_assistance": {
        2012: exploitation([3_445, 3_014, 40], Shelter=[1_700, 1_100, 9], Health=[1_800, 1_310, 20],
                           Psychosocial=[2_000, 1_220, 18], Legal=[810, 700, 8], TransportReturn=[1_300, 1_801, 5],
                           Reintegration=[1_505, 1_310, 10], FamilyTracing=[310, 205, 0], Other=[120, 80, 2],
                           none=[20, 11, 0], unknown=[150, 120, 3]),
    },
    "returns_by_vulnerability_and_age": {
        2012: {**with_margins(grid(("any", "none", "unknown"), AGE, [[1_400, 1_800, 10], [7_900, 69_000, 300],
                                                                     [430, 11_560, 10]])),
               **{(v, a): n for v, row in {"UMC": [820, 0, 0], "Health": [110, 425, 5], "Older65": [0, 310, 0],
                                           "SingleParent": [12, 628, 0]}.items()
                  for a, n in zip((*AGE, "total"), [*row, sum(row)], strict=True)}},
    },
    "returns_by_reintegration": {
        2012: exploitation([18_120, 73_960, 330], Cash=[4_300, 17_100, 60], InKind=[2_400, 9_800, 30],
                           Training=[800, 3_300, 12], Employment=[410, 2_000, 8], Medical=[300, 900, 4],
                           Housing=[350, 1_700, 6], none=[1_500, 7_000, 20], unknown=[3_300, 14_100, 40],
                           not_asked=[8_000, 32_000, 200]),
    },
    "children_by_sex_and_age": {
        2012: with_margins(grid(("0-4", "5-8", "9-11", "12-13", "14-17", "unknown"), SEX,
                                [[60, 71, 2], [80, 94, 0], [190, 260, 1], [210, 340, 3], [880, 1_910, 14],
                                 [90, 120, 2]])),
    },
    "children_by_best_interest": {
        2012: with_margins(grid(("yes", "no", "unknown"), SEX, [[900, 1_620, 10], [21, 30, 0], [589, 1_145, 12]])),
    },
    "returns_by_host_and_origin_region": {
        2012: with_margins(grid(("BRUSSELS", "CAIRO", "OTHER_REGIONS", "not_stated"), (*REGIONS, "not_stated"),
              [[(i * 7 + j * 13) % 11 * (1 if (i + j) % 3 else 257) for j in range(10)] for i in range(3)]
              + [[0] * 10])),
    },
    "returns_top_hosts": {
        2012: flags(92_410, LBY=21_300, DEU=7_546, GRC=7_290, GBR=5_001, BEL=4_694, YEM=4_400, MAR=3_120, AUT=3_030,
                    NLD=2_905, NOR=1_753, other=31_371, not_stated=0),
        2011: flags(51_902, DEU=6_319, GBR=4_805, BEL=3_358, NLD=3_473, AUT=2_880, GRC=760, NOR=1_812, other=28_495,
                    not_stated=0),
    },
    "returns_top_origins": {
        2012: flags(92_410, NER=14_221, TCD=11_980, ETH=8_804, SRB=6_050, PAK=5_330, IRQ=4_120, BGD=4_004, BRA=2_410,
                    RUS=2_222, AFG=2_210, other=31_059, not_stated=0),
        2011: flags(51_902, NER=4_221, SRB=5_050, IRQ=3_120, BRA=2_910, RUS=2_022, AFG=1_210, other=33_369,
                    not_stated=0),
    },
    "returns_by_sex_and_age": {
        2012: with_margins(grid(SEX, AGE, [[3_100, 14_900, 120], [6_600, 67_200, 160], [30, 290, 10]])),
        2011: with_margins(grid(SEX, AGE, [[2_400, 10_300, 90], [4_100, 34_600, 122], [30, 250, 10]])),
    },
    "returns_by_vulnerability": {
        2012: flags(92_410, UMC=820, VoT=610, Health=540, ViolenceAbuse=75, Older65=310, Pregnant=288, SingleParent=640,
                    Disability=95, Other=140, any=3_210, unknown=12_000),
        2011: flags(51_902, UMC=412, VoT=405, Health=390, ViolenceAbuse=9, Older65=260, Pregnant=190, SingleParent=505,
                    Disability=60, Other=88, any=2_120, unknown=8_000),
    },
    "returns_by_status_before": {
        2012: with_margins({("ASYLUM_PENDING",): 6_100, ("ASYLUM_WITHDRAWN",): 4_020, ("ASYLUM_REJECTED",): 14_400,
                            ("OVERSTAY",): 3_300, ("IRREGULAR",): 28_100, ("STRANDED",): 30_200, ("REGULAR",): 900,
                            ("OTHER",): 390, ("unknown",): 5_000}),
    },
    "returns_by_programme": {
        2012: with_margins({("AVR",): 30_000, ("AVRR",): 52_410, ("VHR",): 10_000, ("OTHER",): 0, ("unknown",): 0}),
    },
    "vulnerable_by_category": {
        2012: with_margins(grid(CATEGORIES, AGE, [[640, 0, 0], [112, 0, 0], [410, 2_980, 30], [44, 310, 4],
                                                  [61, 220, 0], [30, 175, 4]])),
    },
    "health_services_by_population": {
        2012: by_service({"HEALTH_ASSESSMENT/PERSONS": [99_834, 86_194, 33_663, 15_357, 281, 7_281, 8_683, 707, 0],
                          "VACCINATED/DOSES": [36_680, 32_199, 14_065, 6_181, 106, 3_097, 3_375, 297, 0],
                          "MHPSS/SESSIONS": [6_443, 4_417, 2_220, 854, 7, 648, 534, 63, 0]}),
        2011: by_service({"HEALTH_ASSESSMENT/PERSONS": [90_100, 77_000, 30_200, 14_400, 240, 6_900, 7_700, 460, 0]}),
    },
    "health_services_by_indicator": {
        2012: {("HEALTH_ASSESSMENT/PERSONS",): 252_000, ("VACCINATED/DOSES",): 96_000,
               ("PROVIDERS_TRAINED/PERSONS",): 3_900},
        2011: {("HEALTH_ASSESSMENT/PERSONS",): 226_000, ("VACCINATED/DOSES",): 81_000},
    },
    "projects_by_theme": {
        2012: with_margins({("TRAFFICKING",): 106, ("AVRR",): 117, ("UMC",): 24, ("STRANDED",): 68, ("HEALTH",): 85,
                            ("MULTI",): 26, ("not_stated",): 0}),
        2011: with_margins({("TRAFFICKING",): 66, ("AVRR",): 74, ("UMC",): 12, ("STRANDED",): 36, ("HEALTH",): 44,
                            ("MULTI",): 19, ("not_stated",): 0}),
    },
    "projects_by_region": {
        2012: flags(426, **dict(zip(REGIONS, (62, 26, 26, 39, 29, 31, 60, 96, 57), strict=True)), not_stated=0),
    },
    "projects_reach": {2012: {("countries_covered",): 132, ("offices_with_projects",): 132}},
    "joint_programmes_by_partner": {
        2012: flags(426, UNAIDS=8, WHO=40, UNHCR=10, UNICEF=9, UNODC=9, UNFPA=6, ILO=5, EC=10, GOVERNMENT=59, NGO=30,
                    OTHER=0, any=160, not_stated=266),
    },
    "health_projects_by_pillar_and_area": {
        2012: with_margins(grid(("MONITORING", "POLICY_LEGAL", "HEALTH_SYSTEMS", "PARTNERSHIPS", "not_stated"),
                                ("ASSESSMENT_TRAVEL", "PROMOTION_ASSISTANCE", "CRISIS", "not_stated"),
                                [[6, 8, 3, 0], [4, 3, 1, 1], [7, 16, 6, 1], [7, 16, 3, 0], [3, 0, 0, 0]])),
    },
}  # fmt: skip


def protected_tables(year: int = 2012) -> dict[str, ProtectedTable]:
    """Return the tables of a year, the year before in them where it is known above."""
    states = [("KEN", "trafficking", "on_time"), ("UGA", "trafficking", "late"), ("POL", "trafficking", "nil")]
    response = response_table(pd.DataFrame(states, columns=["office", "form", "state"]), year)
    tables = {}
    for spec in load_tables():
        years = {y: counts for y, counts in NUMBERS.get(spec.key, {}).items() if y in (year, year - 1)}
        if year not in years:
            continue
        cells = [
            cell for y in sorted(years, reverse=True) for cell in cells_of(years[y], y, spec.share_base, spec.measure)
        ]
        text = text_of(spec, "en", year, {code for cell in cells for code in cell.codes})
        tables[spec.key] = ProtectedTable(spec.key, spec.theme, year, spec.dimensions, tuple(cells), text)
    return {**tables, response.key: response}


@pytest.fixture(scope="session")
def tables() -> dict[str, ProtectedTable]:
    return protected_tables()


@pytest.fixture(scope="session")
def label() -> EditionLabel:
    return LABEL
