"""The tables of the form vulnerable."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The tables of the form vulnerable."""
    op.create_table(
        "cases_vulnerable",
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
        sa.Column("category", sa.Text(), nullable=True),
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
        sa.Column("referred_by", sa.Text(), nullable=True),
        sa.Column("best_interest_done", sa.SmallInteger(), nullable=True),
        sa.Column("nature", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
    )
    with op.batch_alter_table("cases_vulnerable", schema=None) as batch_op:
        batch_op.create_index(
            "cases_vulnerable_by_year_and_office_and_place", ["year", "office", "place"], unique=False
        )

    op.create_table(
        "read_vulnerable",
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
        sa.Column("category", sa.Text(), nullable=True),
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
        sa.Column("referred_by", sa.Text(), nullable=True),
        sa.Column("best_interest_done", sa.SmallInteger(), nullable=True),
        sa.Column("unread", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
    )
    with op.batch_alter_table("read_vulnerable", schema=None) as batch_op:
        batch_op.create_index("read_vulnerable_by_year_and_office_and_place", ["year", "office", "place"], unique=False)


def downgrade() -> None:
    """Undo it."""
    with op.batch_alter_table("read_vulnerable", schema=None) as batch_op:
        batch_op.drop_index("read_vulnerable_by_year_and_office_and_place")

    op.drop_table("read_vulnerable")
    with op.batch_alter_table("cases_vulnerable", schema=None) as batch_op:
        batch_op.drop_index("cases_vulnerable_by_year_and_office_and_place")

    op.drop_table("cases_vulnerable")
