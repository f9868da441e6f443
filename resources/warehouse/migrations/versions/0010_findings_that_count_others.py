"""How many findings a row of findings stands for."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """How many findings a row of findings stands for."""
    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("times", sa.Integer(), server_default="1", nullable=False))


def downgrade() -> None:
    """Undo it."""
    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.drop_column("times")
