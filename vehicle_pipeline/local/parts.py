"""What one stack is made of: its programs by the stage in which they start, and what they see."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from vehicle_pipeline.local import environment, owner, programs
from vehicle_pipeline.local.layout import DataDir, project_file
from vehicle_pipeline.local.plan import Plan
from vehicle_pipeline.local.postgres import EmbeddedPostgres
from vehicle_pipeline.local.programs import Program


@dataclass(frozen=True)
class Parts:
    """The parts of a stack, ready to be started."""

    # None: an external PostgreSQL is configured.
    postgres: EmbeddedPostgres | None
    database_url: str
    environment: Mapping[str, str]
    # Need nothing but a processor.
    independent: list[Program]
    # Need the tables.
    after_database: list[Program]
    # Would start with an error, and lose time over it, if the code server did not answer yet.
    after_code_server: list[Program]

    @property
    def programs(self) -> list[Program]:
        """All programs."""
        database = [self.postgres.program] if self.postgres else []
        return database + self.independent + self.after_database + self.after_code_server


def assemble(plan: Plan) -> Parts:
    """Prepare the folder of PostgreSQL and the configuration of Dagster; return what to start."""
    _install_dagster_home(plan.data_dir)
    settings, port = plan.settings, plan.queue_port
    postgres = None
    if not settings.database_url:
        postgres = EmbeddedPostgres(plan.data_dir.postgres)
        postgres.forget_crash()
        settings = settings.model_copy(update={"database_url": postgres.url()})
    return Parts(
        postgres=postgres,
        database_url=settings.database_url,
        environment=environment.compose(
            settings, os.environ, queue_endpoint=plan.queue_endpoint, owner=owner.identity()
        ),
        independent=[
            programs.code_server(settings),
            *([programs.queue_emulator(port)] if port else []),
        ],
        after_database=[programs.api()],
        after_code_server=[programs.daemon(settings), programs.webserver(settings)],
    )


def _install_dagster_home(data_dir: DataDir) -> None:
    """Copy Dagster's configuration to where Dagster may write; anew, for it may have changed."""
    for name in ("dagster_home/dagster.yaml", "dagster_home/workspace.yaml"):
        source = project_file(name)
        # Not copyfile, whose error on a full disk names the source.
        (data_dir.dagster_home / source.name).write_bytes(source.read_bytes())
