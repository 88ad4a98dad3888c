"""What the API is made of: put together once per process, and taken apart again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass

from anyio import CapacityLimiter

from api.access.watch import AccessWatch
from api.background import Background, Task
from api.downloads.delivery import Deliveries
from api.error_files.workbooks import ErrorWorkbooks
from api.events.broadcast import Broadcast
from api.events.changes import Changes
from api.events.endings import Endings
from api.events.run_events import RunEvents
from api.events.sources import Sources
from api.events.tail import EventTail
from api.events.translation import Translator
from api.exports.making import Exports
from api.instruments import Instruments
from api.limits.reading_room import ReadingRoom
from api.outbox_relay import OutboxRelay
from api.uploads.drafts import WaitingUploads
from api.uploads.readings import KeptReadings
from api.uploads.staging import THREADS, Staging
from vehicle_pipeline.adapters.access.audit_log import AuditLog
from vehicle_pipeline.adapters.access.sessions import Sessions
from vehicle_pipeline.adapters.access.tokens import Tokens
from vehicle_pipeline.adapters.alerts.outbox import Alerts
from vehicle_pipeline.adapters.figures import Figures
from vehicle_pipeline.adapters.imports.comparing import Fleet
from vehicle_pipeline.adapters.imports.drafts import Drafts
from vehicle_pipeline.adapters.imports.effects import ImportEffects
from vehicle_pipeline.adapters.imports.jobs import ImportJobs
from vehicle_pipeline.adapters.imports.judging import Judging
from vehicle_pipeline.adapters.imports.measures import ImportMeasures
from vehicle_pipeline.adapters.imports.queries import ImportQueries
from vehicle_pipeline.adapters.imports.reimports import Reimports
from vehicle_pipeline.adapters.imports.remembered import RememberedMappings
from vehicle_pipeline.adapters.imports.repairs import Repairs
from vehicle_pipeline.adapters.imports.undoing import Undos
from vehicle_pipeline.adapters.oidc.accounts import Accounts
from vehicle_pipeline.adapters.postgres.dagster_tables import DagsterTables
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.adapters.queue.dead_letters import DeadLetters
from vehicle_pipeline.adapters.queue.outbox import Outbox
from vehicle_pipeline.adapters.queue.reconciler import Reconciler
from vehicle_pipeline.adapters.queue.redrive import Redrive
from vehicle_pipeline.adapters.queue.upload_queue import QueueOptions, UploadQueue
from vehicle_pipeline.adapters.schedules.occurrences import Occurrences
from vehicle_pipeline.adapters.schedules.queries import ScheduleQueries
from vehicle_pipeline.adapters.schedules.requests import ScheduleRequests
from vehicle_pipeline.adapters.schedules.schedules import Schedules
from vehicle_pipeline.adapters.storage.object_store import ObjectStore
from vehicle_pipeline.adapters.storage.stores import object_store
from vehicle_pipeline.adapters.vehicle_history import VehicleHistory
from vehicle_pipeline.adapters.vehicle_queries import VehicleQueries
from vehicle_pipeline.settings import Settings
from vehicle_pipeline.spreadsheets.limits import WorkbookLimits
from vehicle_pipeline.spreadsheets.reader_start import announce_barriers

# Handlers run on at most 40 threads; a statement takes milliseconds.
MAX_CONNECTIONS = 20
# Callers learn that the database is away before they give up themselves, in seconds.
PATIENCE = 10.0
# A statement ends before that, in seconds: so a slow statement and a silent server differ.
STATEMENT_TIMEOUT = 9.0


@dataclass(frozen=True)
class Services:
    """Everything that a handler may ask for."""

    settings: Settings
    instruments: Instruments
    database: Database
    tokens: Tokens
    sessions: Sessions
    accounts: Accounts | None
    audit_log: AuditLog
    access_watch: AccessWatch
    store: ObjectStore
    staging: Staging
    queue: UploadQueue
    drafts: Drafts
    mappings: RememberedMappings
    waiting: WaitingUploads
    jobs: ImportJobs
    fleet: Fleet
    repairs: Repairs
    reimports: Reimports
    undos: Undos
    schedules: Schedules
    schedule_queries: ScheduleQueries
    schedule_requests: ScheduleRequests
    judging: Judging
    reconciler: Reconciler
    alerts: Alerts
    imports: ImportQueries
    vehicles: VehicleQueries
    history: VehicleHistory
    effects: ImportEffects
    dagster_tables: DagsterTables
    figures: Figures
    measures: ImportMeasures
    dead_letters: DeadLetters
    redrive: Redrive
    relay: OutboxRelay
    background: Background
    sources: Sources
    limits: WorkbookLimits
    workbooks: ErrorWorkbooks
    deliveries: Deliveries
    exports: Exports
    reading_room: ReadingRoom


@asynccontextmanager
async def running_services(settings: Settings, instruments: Instruments) -> AsyncIterator[Services]:
    """Open everything, with the background tasks running; close it at the end.

    Nothing has to be reachable for that: what is away is waited for.
    """
    announce_barriers()
    database = Database(
        settings.database_url,
        application="vehicle-pipeline api",
        max_size=MAX_CONNECTIONS,
        patience=PATIENCE,
        statement_timeout=STATEMENT_TIMEOUT,
    )
    try:
        services = _connect(settings, instruments, database)
        with closing(services.exports):
            async with services.background.running(_tasks(services)):
                yield services
    finally:
        database.close()


def _tasks(services: Services) -> dict[str, Task]:
    url, sources = services.settings.database_url, services.sources
    tail = EventTail(url, sources)
    return {
        "event_tail": tail.run,
        "outbox_relay": services.relay.run,
        "access_watch": services.access_watch.run,
    }


def _connect(settings: Settings, instruments: Instruments, database: Database) -> Services:
    queue = UploadQueue.connect(QueueOptions.of(settings))
    imports = ImportQueries(database)
    run_events, changes = RunEvents(database), Changes(database)
    store = object_store(settings.uploads_url)
    drafts, mappings = Drafts(database), RememberedMappings(database)
    fleet, limits = Fleet(database), WorkbookLimits.of(settings)
    catch_up = settings.schedule_catch_up_limit
    sessions = Sessions(database, settings.session_hours * 3600)
    return Services(
        settings=settings,
        instruments=instruments,
        database=database,
        tokens=Tokens(database),
        sessions=sessions,
        accounts=Accounts.of(settings),
        audit_log=AuditLog(database),
        access_watch=AccessWatch(sessions),
        store=store,
        staging=Staging(store, CapacityLimiter(THREADS)),
        queue=queue,
        drafts=drafts,
        mappings=mappings,
        waiting=WaitingUploads(store, drafts, mappings, fleet, limits, KeptReadings()),
        jobs=ImportJobs(database),
        fleet=fleet,
        repairs=Repairs(database),
        reimports=Reimports(database),
        undos=Undos(database),
        schedules=Schedules(database, catch_up),
        schedule_queries=ScheduleQueries(database),
        schedule_requests=ScheduleRequests(database, Occurrences(database, catch_up)),
        judging=Judging(database),
        reconciler=Reconciler(database, queue, settings.reconcile_after_seconds),
        alerts=Alerts(database),
        imports=imports,
        vehicles=VehicleQueries(database),
        history=VehicleHistory(database),
        effects=ImportEffects(database),
        dagster_tables=DagsterTables(database),
        figures=Figures(database),
        measures=ImportMeasures(database),
        dead_letters=DeadLetters(database),
        redrive=Redrive(database, queue),
        relay=OutboxRelay(Outbox(database, queue)),
        background=Background(),
        sources=Sources(
            Broadcast(),
            run_events,
            changes,
            Translator(run_events, imports),
            imports,
            Endings(imports),
        ),
        limits=limits,
        workbooks=ErrorWorkbooks(settings.database_url),
        deliveries=Deliveries("errors_files_busy"),
        exports=Exports(settings.database_url),
        reading_room=ReadingRoom(),
    )
