"""Editions, cut-offs of years, and the vintages of published cells."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Editions, cut-offs of years, and the vintages of published cells."""
    op.create_table(
        "cut_offs",
        sa.Column("cut_off_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("draft", sa.Integer(), nullable=False),
        sa.Column("submission_no", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("cut_off_no"),
    )
    op.create_table(
        "editions",
        sa.Column("entry_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("draft", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("manifest_sha256", sa.Text(), nullable=False),
        sa.Column("stands_on", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entry_no"),
    )
    op.create_table(
        "vintages",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cell_id", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("flag", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
    )
    with op.batch_alter_table("vintages", schema=None) as batch_op:
        batch_op.create_index("vintages_by_year_and_kind_and_number", ["year", "kind", "number"], unique=False)


def downgrade() -> None:
    """Undo it."""
    with op.batch_alter_table("vintages", schema=None) as batch_op:
        batch_op.drop_index("vintages_by_year_and_kind_and_number")

    op.drop_table("vintages")
    op.drop_table("editions")
    op.drop_table("cut_offs")
