"""How Alembic reaches the database: the application's own engine, given by consult.schema or the command line."""

from alembic import context

from consult.app import create_app
from consult.db import Base, UTCDateTime, db


def render_item(kind, item, autogen):
    """Migrations import nothing of ours."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def include_name(name, kind, _parents):
    """The queue's tables and the index of the search are made by others; no model describes them."""
    return kind != "table" or not name.startswith(("huey", "search_index"))


def run(connection):
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render_item,
        include_name=include_name,
        compare_type=False,
    )
    with context.begin_transaction():
        context.run_migrations()


connection = context.config.attributes.get("connection")
if connection is not None:
    run(connection)
else:
    with create_app().app_context(), db.engine.connect() as connection:
        run(connection)
        connection.commit()
