"""Answers given out: one row per ad-hoc table of a year."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Answers given out: one row per ad-hoc table of a year."""
    op.create_table(
        "answers",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("answer_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("log_sha256", sa.Text(), nullable=False),
        sa.Column("cubes_sha256", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("year", "answer_no"),
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_table("answers")
