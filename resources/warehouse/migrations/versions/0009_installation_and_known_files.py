"""The home that the warehouse belongs to, and files of headquarters that a run used last."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The home that the warehouse belongs to, and files of headquarters that a run used last."""
    op.create_table(
        "installation",
        sa.Column("home_id", sa.Text(), nullable=False),
        sa.Column("key_fingerprint", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("home_id"),
    )
    op.create_table(
        "known_files",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "year", "name"),
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_table("known_files")
    op.drop_table("installation")
