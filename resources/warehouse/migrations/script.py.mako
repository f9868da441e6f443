<%!
def plain(body):
    """Return the body without the remarks that Alembic puts around it."""
    return "\n".join(line for line in (body or "pass").splitlines() if "# ###" not in line).strip()
%>"""${message}."""

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """${message}."""
    ${plain(upgrades)}


def downgrade() -> None:
    """Undo it."""
    ${plain(downgrades)}
