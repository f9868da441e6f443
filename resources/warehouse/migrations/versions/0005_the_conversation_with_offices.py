"""The tables of health, projects and totals, feedback, and what register and findings say besides."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The tables of health, projects and totals, feedback, and what register and findings say besides."""
    op.create_table(
        "cases_health",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=True),
        sa.Column("population", sa.Text(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("age_band", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("testing_basis", sa.Text(), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("estimation", sa.Text(), nullable=True),
        sa.Column("nature", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
    )
    with op.batch_alter_table("cases_health", schema=None) as batch_op:
        batch_op.create_index("cases_health_by_year_and_office_and_place", ["year", "office", "place"], unique=False)

    op.create_table(
        "cases_projects",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("theme", sa.Text(), nullable=True),
        sa.Column("start", sa.Text(), nullable=True),
        sa.Column("end", sa.Text(), nullable=True),
        sa.Column("countries", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("is_pilot", sa.SmallInteger(), nullable=True),
        sa.Column("health_area", sa.Text(), nullable=True),
        sa.Column("pillar", sa.Text(), nullable=True),
        sa.Column("donor_type", sa.Text(), nullable=True),
        sa.Column("budget_usd", sa.BigInteger(), nullable=True),
        sa.Column("training_participants", sa.BigInteger(), nullable=True),
        sa.Column("joint_with", sa.Text(), nullable=True),
        sa.Column("practice", sa.Text(), nullable=True),
        sa.Column("results", sa.Text(), nullable=True),
        sa.Column("nature", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
    )
    with op.batch_alter_table("cases_projects", schema=None) as batch_op:
        batch_op.create_index("cases_projects_by_year_and_office_and_place", ["year", "office", "place"], unique=False)

    op.create_table(
        "cases_totals",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("age_band", sa.Text(), nullable=True),
        sa.Column("citizenship", sa.Text(), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("estimation", sa.Text(), nullable=True),
        sa.Column("coverage_note", sa.Text(), nullable=True),
        sa.Column("nature", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
    )
    with op.batch_alter_table("cases_totals", schema=None) as batch_op:
        batch_op.create_index("cases_totals_by_year_and_office_and_place", ["year", "office", "place"], unique=False)

    op.create_table(
        "feedback",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("made_from", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
    )
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.create_index("feedback_by_year_and_office", ["year", "office"], unique=False)

    op.create_table(
        "read_health",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=False),
        sa.Column("file_no", sa.Integer(), nullable=False),
        sa.Column("sheet_no", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=True),
        sa.Column("population", sa.Text(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("age_band", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("testing_basis", sa.Text(), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("estimation", sa.Text(), nullable=True),
        sa.Column("unread", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
    )
    with op.batch_alter_table("read_health", schema=None) as batch_op:
        batch_op.create_index("read_health_by_year_and_office_and_place", ["year", "office", "place"], unique=False)

    op.create_table(
        "read_projects",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=False),
        sa.Column("file_no", sa.Integer(), nullable=False),
        sa.Column("sheet_no", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("theme", sa.Text(), nullable=True),
        sa.Column("start", sa.Text(), nullable=True),
        sa.Column("end", sa.Text(), nullable=True),
        sa.Column("countries", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("is_pilot", sa.SmallInteger(), nullable=True),
        sa.Column("health_area", sa.Text(), nullable=True),
        sa.Column("pillar", sa.Text(), nullable=True),
        sa.Column("donor_type", sa.Text(), nullable=True),
        sa.Column("budget_usd", sa.BigInteger(), nullable=True),
        sa.Column("training_participants", sa.BigInteger(), nullable=True),
        sa.Column("joint_with", sa.Text(), nullable=True),
        sa.Column("practice", sa.Text(), nullable=True),
        sa.Column("results", sa.Text(), nullable=True),
        sa.Column("unread", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
    )
    with op.batch_alter_table("read_projects", schema=None) as batch_op:
        batch_op.create_index("read_projects_by_year_and_office_and_place", ["year", "office", "place"], unique=False)

    op.create_table(
        "read_totals",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=False),
        sa.Column("file_no", sa.Integer(), nullable=False),
        sa.Column("sheet_no", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("age_band", sa.Text(), nullable=True),
        sa.Column("citizenship", sa.Text(), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("estimation", sa.Text(), nullable=True),
        sa.Column("coverage_note", sa.Text(), nullable=True),
        sa.Column("unread", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
    )
    with op.batch_alter_table("read_totals", schema=None) as batch_op:
        batch_op.create_index("read_totals_by_year_and_office_and_place", ["year", "office", "place"], unique=False)

    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("suggestion", sa.Text(), nullable=True))

    with op.batch_alter_table("register", schema=None) as batch_op:
        batch_op.add_column(sa.Column("formats", sa.Text(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("rows_by_form", sa.Text(), server_default="{}", nullable=False))


def downgrade() -> None:
    """Undo it."""
    with op.batch_alter_table("register", schema=None) as batch_op:
        batch_op.drop_column("rows_by_form")
        batch_op.drop_column("formats")

    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.drop_column("suggestion")

    with op.batch_alter_table("read_totals", schema=None) as batch_op:
        batch_op.drop_index("read_totals_by_year_and_office_and_place")

    op.drop_table("read_totals")
    with op.batch_alter_table("read_projects", schema=None) as batch_op:
        batch_op.drop_index("read_projects_by_year_and_office_and_place")

    op.drop_table("read_projects")
    with op.batch_alter_table("read_health", schema=None) as batch_op:
        batch_op.drop_index("read_health_by_year_and_office_and_place")

    op.drop_table("read_health")
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.drop_index("feedback_by_year_and_office")

    op.drop_table("feedback")
    with op.batch_alter_table("cases_totals", schema=None) as batch_op:
        batch_op.drop_index("cases_totals_by_year_and_office_and_place")

    op.drop_table("cases_totals")
    with op.batch_alter_table("cases_projects", schema=None) as batch_op:
        batch_op.drop_index("cases_projects_by_year_and_office_and_place")

    op.drop_table("cases_projects")
    with op.batch_alter_table("cases_health", schema=None) as batch_op:
        batch_op.drop_index("cases_health_by_year_and_office_and_place")

    op.drop_table("cases_health")
