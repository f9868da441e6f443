"""Submissions that wait for a later edition."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Submissions that wait for a later edition."""
    with op.batch_alter_table("register", schema=None) as batch_op:
        batch_op.add_column(sa.Column("waits", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    """Undo it."""
    with op.batch_alter_table("register", schema=None) as batch_op:
        batch_op.drop_column("waits")
