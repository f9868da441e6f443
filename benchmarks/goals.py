"""The goals: what a measurement may be at most.

Belongs here: numbers from the issues. Does not: measuring.
"""

GOALS: dict[str, dict[str, float]] = {
    "read_workbooks": {"ratio": 4.0},
    "checks": {"ratio_to_boolean_only": 2.5, "ratio_to_pandas": 10.0},
    "warehouse_load": {"ratio": 1.5},
    "feedback": {"check_cold_s": 8.0, "check_before_sending_s": 1.0, "return_to_sender_s": 2.0},
    "statistics": {"ratio": 3.0, "peak_memory_mb": 1536.0},
    "layouts": {"import_s": 60.0, "peak_memory_mb": 1024.0},
    "editions": {"diff_with_causes_s": 10.0, "impact_counted_s": 10.0},
    "trial": {"together_exact": 0.0, "together_narrow": 0.0, "country_table_alone_exact": 0.0},
    "disclosure": {
        "s": 15.0,
        "again_s": 2.0,
        "late_office_s": 5.0,
        "few_persons_s": 1.0,
        "power_of_tables": 1.5,
        "peak_memory_mb": 800.0,
        "withheld_of_11_or_more_pct": 15.0,
        "headline_totals_withheld": 0.0,
        "exposed": 0.0,
        "again_solves": 0.0,
    },
    "pipeline": {"demonstration_s": 60.0, "both_years_s": 120.0, "peak_memory_mb": 1536.0, "late_office_s": 20.0},
}
