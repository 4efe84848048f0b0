"""What Alembic runs for every migration, in the transaction that `database.migrate` opened."""

from alembic import context

from nplv_dash.rooms.database import VERSION_TABLE
from nplv_dash.rooms.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"], target_metadata=METADATA, version_table=VERSION_TABLE
)
with context.begin_transaction():
    context.run_migrations()
