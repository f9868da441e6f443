"""The tables of the form returns."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The tables of the form returns."""
    op.create_table(
        "cases_returns",
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
        sa.Column("side", sa.Text(), nullable=True),
        sa.Column("programme", sa.Text(), nullable=True),
        sa.Column("host", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("departure_month", sa.Text(), nullable=True),
        sa.Column("family_role", sa.Text(), nullable=True),
        sa.Column("status_before", sa.Text(), nullable=True),
        sa.Column("vuln_UMC", sa.SmallInteger(), nullable=True),
        sa.Column("vuln_VoT", sa.SmallInteger(), nullable=True),
        sa.Column("vuln_Health", sa.SmallInteger(), nullable=True),
        sa.Column("vuln_ViolenceAbuse", sa.SmallInteger(), nullable=True),
        sa.Column("vuln_Older65", sa.SmallInteger(), nullable=True),
        sa.Column("vuln_Pregnant", sa.SmallInteger(), nullable=True),
        sa.Column("vuln_SingleParent", sa.SmallInteger(), nullable=True),
        sa.Column("vuln_Disability", sa.SmallInteger(), nullable=True),
        sa.Column("vuln_Other", sa.SmallInteger(), nullable=True),
        sa.Column("reint_Cash", sa.SmallInteger(), nullable=True),
        sa.Column("reint_InKind", sa.SmallInteger(), nullable=True),
        sa.Column("reint_Community", sa.SmallInteger(), nullable=True),
        sa.Column("reint_Training", sa.SmallInteger(), nullable=True),
        sa.Column("reint_Employment", sa.SmallInteger(), nullable=True),
        sa.Column("reint_Medical", sa.SmallInteger(), nullable=True),
        sa.Column("reint_Psychosocial", sa.SmallInteger(), nullable=True),
        sa.Column("reint_Housing", sa.SmallInteger(), nullable=True),
        sa.Column("reint_Education", sa.SmallInteger(), nullable=True),
        sa.Column("counsel_pre", sa.SmallInteger(), nullable=True),
        sa.Column("counsel_post", sa.SmallInteger(), nullable=True),
        sa.Column("best_interest_done", sa.SmallInteger(), nullable=True),
        sa.Column("reint_delivered_year", sa.SmallInteger(), nullable=True),
        sa.Column("rss_economic", sa.Float(), nullable=True),
        sa.Column("rss_social", sa.Float(), nullable=True),
        sa.Column("rss_psychosocial", sa.Float(), nullable=True),
        sa.Column("nature", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
    )
    with op.batch_alter_table("cases_returns", schema=None) as batch_op:
        batch_op.create_index("cases_returns_by_year_and_office_and_place", ["year", "office", "place"], unique=False)

    op.create_table(
        "read_returns",
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
        sa.Column("side", sa.Text(), nullable=True),
        sa.Column("programme", sa.Text(), nullable=True),
        sa.Column("host", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("departure_month", sa.Text(), nullable=True),
        sa.Column("family_role", sa.Text(), nullable=True),
        sa.Column("status_before", sa.Text(), nullable=True),
        sa.Column("vuln_UMC", sa.SmallInteger(), nullable=True),
        sa.Column("vuln_VoT", sa.SmallInteger(), nullable=True),
        sa.Column("vuln_Health", sa.SmallInteger(), nullable=True),
        sa.Column("vuln_ViolenceAbuse", sa.SmallInteger(), nullable=True),
        sa.Column("vuln_Older65", sa.SmallInteger(), nullable=True),
        sa.Column("vuln_Pregnant", sa.SmallInteger(), nullable=True),
        sa.Column("vuln_SingleParent", sa.SmallInteger(), nullable=True),
        sa.Column("vuln_Disability", sa.SmallInteger(), nullable=True),
        sa.Column("vuln_Other", sa.SmallInteger(), nullable=True),
        sa.Column("reint_Cash", sa.SmallInteger(), nullable=True),
        sa.Column("reint_InKind", sa.SmallInteger(), nullable=True),
        sa.Column("reint_Community", sa.SmallInteger(), nullable=True),
        sa.Column("reint_Training", sa.SmallInteger(), nullable=True),
        sa.Column("reint_Employment", sa.SmallInteger(), nullable=True),
        sa.Column("reint_Medical", sa.SmallInteger(), nullable=True),
        sa.Column("reint_Psychosocial", sa.SmallInteger(), nullable=True),
        sa.Column("reint_Housing", sa.SmallInteger(), nullable=True),
        sa.Column("reint_Education", sa.SmallInteger(), nullable=True),
        sa.Column("counsel_pre", sa.SmallInteger(), nullable=True),
        sa.Column("counsel_post", sa.SmallInteger(), nullable=True),
        sa.Column("best_interest_done", sa.SmallInteger(), nullable=True),
        sa.Column("reint_delivered_year", sa.SmallInteger(), nullable=True),
        sa.Column("rss_economic", sa.Float(), nullable=True),
        sa.Column("rss_social", sa.Float(), nullable=True),
        sa.Column("rss_psychosocial", sa.Float(), nullable=True),
        sa.Column("unread", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
    )
    with op.batch_alter_table("read_returns", schema=None) as batch_op:
        batch_op.create_index("read_returns_by_year_and_office_and_place", ["year", "office", "place"], unique=False)


def downgrade() -> None:
    """Undo it."""
    with op.batch_alter_table("read_returns", schema=None) as batch_op:
        batch_op.drop_index("read_returns_by_year_and_office_and_place")

    op.drop_table("read_returns")
    with op.batch_alter_table("cases_returns", schema=None) as batch_op:
        batch_op.drop_index("cases_returns_by_year_and_office_and_place")

    op.drop_table("cases_returns")
