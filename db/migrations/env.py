"""Runs the migrations on the connection that ``workstation.records.migrate`` hands over.

That connection is in a transaction with foreign keys off; whoever handed it over checks the keys
and commits. There is no alembic.ini and no offline mode: the database is always encrypted.
"""

from __future__ import annotations

from alembic import context

config = context.config

context.configure(
    connection=config.attributes["connection"],
    target_metadata=config.attributes.get("metadata"),
    include_object=config.attributes.get("include_object"),
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
