"""The register, findings, rows held back and statistics."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The register, findings, rows held back and statistics."""
    op.create_table(
        "findings",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("file_no", sa.Integer(), nullable=True),
        sa.Column("sheet_no", sa.Integer(), nullable=True),
        sa.Column("row_no", sa.Integer(), nullable=True),
        sa.Column("column_letters", sa.Text(), nullable=True),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
    )
    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.create_index("findings_by_year_and_office", ["year", "office"], unique=False)

    op.create_table(
        "held_back",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("file_no", sa.Integer(), nullable=False),
        sa.Column("sheet_no", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
    )
    with op.batch_alter_table("held_back", schema=None) as batch_op:
        batch_op.create_index("held_back_by_year_and_office", ["year", "office"], unique=False)

    op.create_table(
        "read_columns",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("file_no", sa.Integer(), nullable=False),
        sa.Column("sheet_no", sa.Integer(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("column_letters", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
    )
    with op.batch_alter_table("read_columns", schema=None) as batch_op:
        batch_op.create_index("read_columns_by_year_and_office", ["year", "office"], unique=False)

    op.create_table(
        "register",
        sa.Column("submission_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("delivery", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("names_sha256", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("nil_forms", sa.Text(), nullable=False),
        sa.Column("only_forms", sa.Text(), nullable=False),
        sa.Column("nature", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Text(), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("submission_no"),
    )
    with op.batch_alter_table("register", schema=None) as batch_op:
        batch_op.create_index("register_by_year_and_office", ["year", "office"], unique=False)

    op.create_table(
        "statistics",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("table_key", sa.Text(), nullable=False),
        sa.Column("codes", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
    )
    with op.batch_alter_table("statistics", schema=None) as batch_op:
        batch_op.create_index("statistics_by_year_and_table_key", ["year", "table_key"], unique=False)


def downgrade() -> None:
    """Undo it."""
    with op.batch_alter_table("statistics", schema=None) as batch_op:
        batch_op.drop_index("statistics_by_year_and_table_key")

    op.drop_table("statistics")
    with op.batch_alter_table("register", schema=None) as batch_op:
        batch_op.drop_index("register_by_year_and_office")

    op.drop_table("register")
    with op.batch_alter_table("read_columns", schema=None) as batch_op:
        batch_op.drop_index("read_columns_by_year_and_office")

    op.drop_table("read_columns")
    with op.batch_alter_table("held_back", schema=None) as batch_op:
        batch_op.drop_index("held_back_by_year_and_office")

    op.drop_table("held_back")
    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.drop_index("findings_by_year_and_office")

    op.drop_table("findings")
