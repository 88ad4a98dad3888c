"""Alembic's entry point: runs the migrations on the connection that `migrate` opened."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    # Beside other applications in the same schema, `alembic_version` would be ambiguous.
    version_table="vehicle_pipeline_version",
)
context.run_migrations()
