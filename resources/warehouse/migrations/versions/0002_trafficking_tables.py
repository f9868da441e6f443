"""The tables of the form trafficking."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The tables of the form trafficking."""
    op.create_table(
        "cases_trafficking",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=False),
        sa.Column("person_key", sa.Text(), nullable=True),
        sa.Column("link_key", sa.Text(), nullable=True),
        sa.Column("consent_stat", sa.Text(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("age", sa.SmallInteger(), nullable=True),
        sa.Column("age_band", sa.Text(), nullable=True),
        sa.Column("citizenship", sa.Text(), nullable=True),
        sa.Column("new_or_carried", sa.Text(), nullable=True),
        sa.Column("assist_year_first", sa.SmallInteger(), nullable=True),
        sa.Column("trafficking_status", sa.Text(), nullable=True),
        sa.Column("status_decided_by", sa.Text(), nullable=True),
        sa.Column("country_of_exploitation", sa.Text(), nullable=True),
        sa.Column("exploitation_basis", sa.Text(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=True),
        sa.Column("exploit_ForcedLabour", sa.SmallInteger(), nullable=True),
        sa.Column("exploit_SexualExploitation", sa.SmallInteger(), nullable=True),
        sa.Column("exploit_ChildLabour", sa.SmallInteger(), nullable=True),
        sa.Column("exploit_ForcedMarriage", sa.SmallInteger(), nullable=True),
        sa.Column("exploit_Servitude", sa.SmallInteger(), nullable=True),
        sa.Column("exploit_ForcedMilitary", sa.SmallInteger(), nullable=True),
        sa.Column("exploit_OrganRemoval", sa.SmallInteger(), nullable=True),
        sa.Column("exploit_ForcedBegging", sa.SmallInteger(), nullable=True),
        sa.Column("exploit_ForcedAdoption", sa.SmallInteger(), nullable=True),
        sa.Column("exploit_Surrogacy", sa.SmallInteger(), nullable=True),
        sa.Column("exploit_Other", sa.SmallInteger(), nullable=True),
        sa.Column("labour_sector", sa.Text(), nullable=True),
        sa.Column("sex_type_Prostitution", sa.SmallInteger(), nullable=True),
        sa.Column("sex_type_Pornography", sa.SmallInteger(), nullable=True),
        sa.Column("sex_type_RemoteInteractive", sa.SmallInteger(), nullable=True),
        sa.Column("sex_type_PrivateSexual", sa.SmallInteger(), nullable=True),
        sa.Column("means_DebtBondage", sa.SmallInteger(), nullable=True),
        sa.Column("means_TakesEarnings", sa.SmallInteger(), nullable=True),
        sa.Column("means_RestrictsFinancialAccess", sa.SmallInteger(), nullable=True),
        sa.Column("means_Threats", sa.SmallInteger(), nullable=True),
        sa.Column("means_PsychologicalAbuse", sa.SmallInteger(), nullable=True),
        sa.Column("means_PhysicalAbuse", sa.SmallInteger(), nullable=True),
        sa.Column("means_SexualAbuse", sa.SmallInteger(), nullable=True),
        sa.Column("means_FalsePromises", sa.SmallInteger(), nullable=True),
        sa.Column("means_PsychoactiveSubstances", sa.SmallInteger(), nullable=True),
        sa.Column("means_RestrictsMovement", sa.SmallInteger(), nullable=True),
        sa.Column("means_RestrictsMedicalCare", sa.SmallInteger(), nullable=True),
        sa.Column("means_ExcessiveWorkingHours", sa.SmallInteger(), nullable=True),
        sa.Column("means_UsesChildren", sa.SmallInteger(), nullable=True),
        sa.Column("means_ThreatOfLawEnforcement", sa.SmallInteger(), nullable=True),
        sa.Column("means_WithholdsNecessities", sa.SmallInteger(), nullable=True),
        sa.Column("means_WithholdsDocuments", sa.SmallInteger(), nullable=True),
        sa.Column("means_Other", sa.SmallInteger(), nullable=True),
        sa.Column("recruiter_IntimatePartner", sa.SmallInteger(), nullable=True),
        sa.Column("recruiter_Friend", sa.SmallInteger(), nullable=True),
        sa.Column("recruiter_Family", sa.SmallInteger(), nullable=True),
        sa.Column("recruiter_Other", sa.SmallInteger(), nullable=True),
        sa.Column("duration", sa.Text(), nullable=True),
        sa.Column("child_at_entry", sa.SmallInteger(), nullable=True),
        sa.Column("referred_by", sa.Text(), nullable=True),
        sa.Column("assist_Shelter", sa.SmallInteger(), nullable=True),
        sa.Column("assist_Health", sa.SmallInteger(), nullable=True),
        sa.Column("assist_Psychosocial", sa.SmallInteger(), nullable=True),
        sa.Column("assist_Legal", sa.SmallInteger(), nullable=True),
        sa.Column("assist_Documents", sa.SmallInteger(), nullable=True),
        sa.Column("assist_TransportReturn", sa.SmallInteger(), nullable=True),
        sa.Column("assist_EducationTraining", sa.SmallInteger(), nullable=True),
        sa.Column("assist_Employment", sa.SmallInteger(), nullable=True),
        sa.Column("assist_Reintegration", sa.SmallInteger(), nullable=True),
        sa.Column("assist_FamilyTracing", sa.SmallInteger(), nullable=True),
        sa.Column("assist_Other", sa.SmallInteger(), nullable=True),
        sa.Column("umc", sa.SmallInteger(), nullable=True),
        sa.Column("assisted_as", sa.Text(), nullable=True),
        sa.Column("best_interest_done", sa.SmallInteger(), nullable=True),
        sa.Column("also_in_returns", sa.SmallInteger(), nullable=True),
        sa.Column("nature", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
    )
    with op.batch_alter_table("cases_trafficking", schema=None) as batch_op:
        batch_op.create_index(
            "cases_trafficking_by_year_and_office_and_place", ["year", "office", "place"], unique=False
        )

    op.create_table(
        "read_trafficking",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=False),
        sa.Column("file_no", sa.Integer(), nullable=False),
        sa.Column("sheet_no", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("person_key", sa.Text(), nullable=True),
        sa.Column("link_key", sa.Text(), nullable=True),
        sa.Column("consent_stat", sa.Text(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("age", sa.SmallInteger(), nullable=True),
        sa.Column("age_band", sa.Text(), nullable=True),
        sa.Column("citizenship", sa.Text(), nullable=True),
        sa.Column("new_or_carried", sa.Text(), nullable=True),
        sa.Column("assist_year_first", sa.SmallInteger(), nullable=True),
        sa.Column("trafficking_status", sa.Text(), nullable=True),
        sa.Column("status_decided_by", sa.Text(), nullable=True),
        sa.Column("country_of_exploitation", sa.Text(), nullable=True),
        sa.Column("exploitation_basis", sa.Text(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=True),
        sa.Column("exploit_ForcedLabour", sa.SmallInteger(), nullable=True),
        sa.Column("exploit_SexualExploitation", sa.SmallInteger(), nullable=True),
        sa.Column("exploit_ChildLabour", sa.SmallInteger(), nullable=True),
        sa.Column("exploit_ForcedMarriage", sa.SmallInteger(), nullable=True),
        sa.Column("exploit_Servitude", sa.SmallInteger(), nullable=True),
        sa.Column("exploit_ForcedMilitary", sa.SmallInteger(), nullable=True),
        sa.Column("exploit_OrganRemoval", sa.SmallInteger(), nullable=True),
        sa.Column("exploit_ForcedBegging", sa.SmallInteger(), nullable=True),
        sa.Column("exploit_ForcedAdoption", sa.SmallInteger(), nullable=True),
        sa.Column("exploit_Surrogacy", sa.SmallInteger(), nullable=True),
        sa.Column("exploit_Other", sa.SmallInteger(), nullable=True),
        sa.Column("labour_sector", sa.Text(), nullable=True),
        sa.Column("sex_type_Prostitution", sa.SmallInteger(), nullable=True),
        sa.Column("sex_type_Pornography", sa.SmallInteger(), nullable=True),
        sa.Column("sex_type_RemoteInteractive", sa.SmallInteger(), nullable=True),
        sa.Column("sex_type_PrivateSexual", sa.SmallInteger(), nullable=True),
        sa.Column("means_DebtBondage", sa.SmallInteger(), nullable=True),
        sa.Column("means_TakesEarnings", sa.SmallInteger(), nullable=True),
        sa.Column("means_RestrictsFinancialAccess", sa.SmallInteger(), nullable=True),
        sa.Column("means_Threats", sa.SmallInteger(), nullable=True),
        sa.Column("means_PsychologicalAbuse", sa.SmallInteger(), nullable=True),
        sa.Column("means_PhysicalAbuse", sa.SmallInteger(), nullable=True),
        sa.Column("means_SexualAbuse", sa.SmallInteger(), nullable=True),
        sa.Column("means_FalsePromises", sa.SmallInteger(), nullable=True),
        sa.Column("means_PsychoactiveSubstances", sa.SmallInteger(), nullable=True),
        sa.Column("means_RestrictsMovement", sa.SmallInteger(), nullable=True),
        sa.Column("means_RestrictsMedicalCare", sa.SmallInteger(), nullable=True),
        sa.Column("means_ExcessiveWorkingHours", sa.SmallInteger(), nullable=True),
        sa.Column("means_UsesChildren", sa.SmallInteger(), nullable=True),
        sa.Column("means_ThreatOfLawEnforcement", sa.SmallInteger(), nullable=True),
        sa.Column("means_WithholdsNecessities", sa.SmallInteger(), nullable=True),
        sa.Column("means_WithholdsDocuments", sa.SmallInteger(), nullable=True),
        sa.Column("means_Other", sa.SmallInteger(), nullable=True),
        sa.Column("recruiter_IntimatePartner", sa.SmallInteger(), nullable=True),
        sa.Column("recruiter_Friend", sa.SmallInteger(), nullable=True),
        sa.Column("recruiter_Family", sa.SmallInteger(), nullable=True),
        sa.Column("recruiter_Other", sa.SmallInteger(), nullable=True),
        sa.Column("duration", sa.Text(), nullable=True),
        sa.Column("child_at_entry", sa.SmallInteger(), nullable=True),
        sa.Column("referred_by", sa.Text(), nullable=True),
        sa.Column("assist_Shelter", sa.SmallInteger(), nullable=True),
        sa.Column("assist_Health", sa.SmallInteger(), nullable=True),
        sa.Column("assist_Psychosocial", sa.SmallInteger(), nullable=True),
        sa.Column("assist_Legal", sa.SmallInteger(), nullable=True),
        sa.Column("assist_Documents", sa.SmallInteger(), nullable=True),
        sa.Column("assist_TransportReturn", sa.SmallInteger(), nullable=True),
        sa.Column("assist_EducationTraining", sa.SmallInteger(), nullable=True),
        sa.Column("assist_Employment", sa.SmallInteger(), nullable=True),
        sa.Column("assist_Reintegration", sa.SmallInteger(), nullable=True),
        sa.Column("assist_FamilyTracing", sa.SmallInteger(), nullable=True),
        sa.Column("assist_Other", sa.SmallInteger(), nullable=True),
        sa.Column("umc", sa.SmallInteger(), nullable=True),
        sa.Column("assisted_as", sa.Text(), nullable=True),
        sa.Column("best_interest_done", sa.SmallInteger(), nullable=True),
        sa.Column("also_in_returns", sa.SmallInteger(), nullable=True),
        sa.Column("unread", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
    )
    with op.batch_alter_table("read_trafficking", schema=None) as batch_op:
        batch_op.create_index(
            "read_trafficking_by_year_and_office_and_place", ["year", "office", "place"], unique=False
        )


def downgrade() -> None:
    """Undo it."""
    with op.batch_alter_table("read_trafficking", schema=None) as batch_op:
        batch_op.drop_index("read_trafficking_by_year_and_office_and_place")

    op.drop_table("read_trafficking")
    with op.batch_alter_table("cases_trafficking", schema=None) as batch_op:
        batch_op.drop_index("cases_trafficking_by_year_and_office_and_place")

    op.drop_table("cases_trafficking")
