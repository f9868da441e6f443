"""The asset graph as agreed: asset to group and what it stands on; the test adds figures and documents."""

OF_CASES = (
    "cases/health",
    "cases/projects",
    "cases/returns",
    "cases/totals",
    "cases/trafficking",
    "cases/vulnerable",
)
ASSETS: dict[str, tuple[str, tuple[str, ...]]] = {
    "submissions/received": ("submissions", ()),
    "submissions/read": ("submissions", ("submissions/received",)),
    "cases/trafficking": ("cases", ("submissions/read",)),
    "cases/returns": ("cases", ("submissions/read",)),
    "cases/vulnerable": ("cases", ("submissions/read",)),
    "cases/health": ("cases", ("submissions/read",)),
    "cases/projects": ("cases", ("submissions/read",)),
    "cases/totals": ("cases", ("submissions/read",)),
    "cases/consistency": ("cases", OF_CASES),
    "submissions/feedback": ("submissions", ("cases/consistency", *OF_CASES, "submissions/read")),
    "statistics/persons": ("statistics", ("cases/returns", "cases/trafficking", "cases/vulnerable")),
    "statistics/trafficking": ("statistics", ("cases/trafficking",)),
    "statistics/returns": ("statistics", ("cases/returns",)),
    "statistics/children": ("statistics", ("cases/returns", "cases/trafficking", "cases/vulnerable")),
    "statistics/vulnerable": ("statistics", ("cases/vulnerable",)),
    "statistics/health": ("statistics", ("cases/health",)),
    "statistics/projects": ("statistics", ("cases/projects",)),
    "statistics/health_projects": ("statistics", ("cases/projects",)),
    "release/tables": (
        "release",
        (
            "cases/consistency",
            "cases/totals",
            "statistics/children",
            "statistics/health",
            "statistics/health_projects",
            "statistics/persons",
            "statistics/projects",
            "statistics/returns",
            "statistics/trafficking",
            "statistics/vulnerable",
        ),
    ),
    "sentences/en": ("review", ("release/tables",)),
    "tables/workbook": ("review", ("release/tables",)),
    "review/draft": ("review", ("review/docx", "review/html", "tables/workbook")),
    "review/edition": ("review", ("review/draft",)),
}
CHECKS_OF_CASES = {
    "read_is_accepted_plus_held_back": True,
    "identity": False,
    "codes": False,
    "numbers": False,
    "dates": False,
    "cross_field": False,
    "completeness": False,
    "protection": False,
    "layout": False,
    "corrections": False,
}
CHECKS_OF_CONSISTENCY = (
    "control_total_differs",
    "far_above_last_year",
    "far_below_last_year",
    "form_empty_without_nil",
    "linked_records_disagree",
)
FOR_OFFICES = {"submissions/feedback"}
"""What offices get back: nothing printed stands on it."""
CHECKS_OF_TABLES = {
    "joint_disclosure_audit": False,
    "no_small_count_is_printed": True,
    "totals_agree": True,
    "every_country_has_a_region": False,
    "reference_files_are_understood": False,
}
