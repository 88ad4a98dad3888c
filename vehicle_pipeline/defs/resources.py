"""Resources of ops, checks and sensors. None connects before a run or a tick begins."""

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_network
from uuid import UUID

import dagster as dg
from pydantic import PrivateAttr

from vehicle_pipeline.adapters.fleet_views import FleetViews
from vehicle_pipeline.adapters.imports.audit import Audits
from vehicle_pipeline.adapters.imports.chunk_loading import VehicleTable
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.imports.judging import Judging
from vehicle_pipeline.adapters.imports.undoing import Undos
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.adapters.queue.dead_letters import DeadLetters
from vehicle_pipeline.adapters.queue.deliveries import Deliveries
from vehicle_pipeline.adapters.queue.outbox import Outbox
from vehicle_pipeline.adapters.queue.reconciler import Reconciler
from vehicle_pipeline.adapters.queue.upload_queue import QueueOptions, UploadQueue
from vehicle_pipeline.adapters.schedules.schedules import names_of
from vehicle_pipeline.adapters.storage.object_store import ObjectStore
from vehicle_pipeline.adapters.storage.stores import object_store
from vehicle_pipeline.adapters.table_rows import TableRows
from vehicle_pipeline.contracts import ImportRecord
from vehicle_pipeline.domain.messages import both
from vehicle_pipeline.spreadsheets.limits import WorkbookLimits
from vehicle_pipeline.webhook_contracts import ImportEvent


class PipelineDatabase(dg.ConfigurableResource[None]):
    """The domain tables: imports, vehicles, deliveries. An empty `url`: there is no database."""

    url: str
    _database: Database | None = PrivateAttr(None)

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        """Open a connection pool for the run or tick."""
        if not self.url:
            return
        # A tick of a sensor or schedule has no run.
        work = f"run {context.run.run_id}" if context.run else "tick"
        self._database = Database(self.url, application=f"vehicle-pipeline {work}", max_size=4)

    def teardown_after_execution(self, context: dg.InitResourceContext) -> None:  # noqa: ARG002
        """Close the pool."""
        if self._database:
            self._database.close()

    @property
    def database(self) -> Database:
        """The connection pool. Raises dg.Failure where there is no database."""
        if self._database is None:
            raise dg.Failure(both("idle_without_database"), allow_retries=False)
        return self._database

    @property
    def jobs(self) -> ImportJobs:
        """Imports and their ledger of committed chunks."""
        return ImportJobs(self.database)

    @property
    def vehicles(self) -> VehicleTable:
        """Loads chunks into `vehicles`."""
        return VehicleTable(self.database)

    @property
    def judging(self) -> Judging:
        """Compares imports with the limits of their guards."""
        return Judging(self.database)

    @property
    def undos(self) -> Undos:
        """Takes back chunks of imports."""
        return Undos(self.database)

    @property
    def rows(self) -> TableRows:
        """Whole tables and views."""
        return TableRows(self.database)

    @property
    def fleet_views(self) -> FleetViews:
        """Refreshes the views derived from the vehicles."""
        return FleetViews(self.database)

    @property
    def audits(self) -> Audits:
        """Audits imports against the tables."""
        return Audits(self.database)

    def schedule_names(self, imports: Iterable[ImportRecord]) -> dict[UUID, str]:
        """Return the names of the schedules that made any of these imports, and still exist."""
        ids = {each.schedule_id for each in imports if each.schedule_id}
        return names_of(self.database, ids) if ids else {}

    @property
    def deliveries(self) -> Deliveries:
        """Queue messages that are leased."""
        return Deliveries(self.database)

    @property
    def dead_letters(self) -> DeadLetters:
        """Queue messages that SQS gave up on."""
        return DeadLetters(self.database)


class UploadStore(dg.ConfigurableResource[None]):
    """Where uploaded files are kept: a folder or s3://bucket/prefix."""

    url: str

    @property
    def objects(self) -> ObjectStore:
        """The store."""
        return object_store(self.url)


class ImportQueue(dg.ConfigurableResource[None]):
    """The SQS queue of uploads; its endpoint and credentials come from the AWS variables."""

    # False: nothing is connected to, for the credentials at hand may be meant for something else.
    is_configured: bool = True
    queue_name: str
    dead_letter_queue_name: str
    visibility_timeout_seconds: int
    max_receive_count: int
    stalled_after_seconds: int
    reconcile_after_seconds: int
    region: str
    chunk_rows: int

    def connect(self) -> UploadQueue:
        """Return the queue; nothing is sent until its first call.

        Raises dg.Failure where no queue is configured.
        """
        if not self.is_configured:
            raise dg.Failure(both("idle_without_queue"), allow_retries=False)
        return UploadQueue.connect(
            QueueOptions(
                sqs_queue_name=self.queue_name,
                sqs_dead_letter_queue_name=self.dead_letter_queue_name,
                sqs_visibility_timeout_seconds=self.visibility_timeout_seconds,
                sqs_max_receive_count=self.max_receive_count,
                aws_default_region=self.region,
            )
        )

    def outbox(self, database: PipelineDatabase) -> Outbox:
        """Return the outbox that sends to this queue."""
        return Outbox(database.database, self.connect())

    def reconciler(self, database: PipelineDatabase) -> Reconciler:
        """Return the reconciler that compares the imports with this queue."""
        return Reconciler(database.database, self.connect(), self.reconcile_after_seconds)


class WorkbookReading(dg.ConfigurableResource[None]):
    """Limits for reading one workbook."""

    memory_mb: int
    cpu_seconds: int
    wall_seconds: int
    uncompressed_mb: int
    cells: int
    upload_mb: int

    @property
    def limits(self) -> WorkbookLimits:
        """The limits, in the reader's type."""
        return WorkbookLimits(**self.model_dump())


class Links(dg.ConfigurableResource[None]):
    """Addresses that the Dagster UI links to."""

    api_url: str
    dagster_url: str


class AlertWebhook(dg.ConfigurableResource[None]):
    """The webhook that receives alerts; an empty address switches alerts off."""

    url: str


class EventWebhooks(dg.ConfigurableResource[None]):
    """The webhook that is told what became of each import, and where those of schedules may lie.

    An empty address: nobody is told of all imports.
    """

    url: str
    secret: str
    events: list[str]
    private_targets: list[str]

    @property
    def wanted(self) -> list[ImportEvent]:
        """What the webhook of all imports is told."""
        return [ImportEvent(event) for event in self.events] if self.url else []

    @property
    def networks(self) -> list[IPv4Network | IPv6Network]:
        """Private networks in which webhooks of schedules may lie."""
        return [ip_network(each) for each in self.private_targets]
