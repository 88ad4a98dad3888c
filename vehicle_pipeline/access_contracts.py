"""Who asks, and what they may do."""

from enum import StrEnum

from vehicle_pipeline.frozen import Frozen


class Scope(StrEnum):
    """What somebody may do; each scope includes those before it."""

    READ = "read"
    IMPORT = "import"
    ADMIN = "admin"

    def includes(self, other: "Scope") -> bool:
        """Whether who has this scope may do what needs the other one."""
        order = list(Scope)
        return order.index(self) >= order.index(other)


class CallerKind(StrEnum):
    """How somebody showed who they are."""

    TOKEN = "token"
    PERSON = "person"
    # Whoever may run commands on the server, by the name of their account.
    COMMAND_LINE = "command_line"
    # Nobody has to, where access is open: on this machine, without configuration.
    OPEN = "open"


# What a token may be called, in characters, and how long it may last, in days.
TOKEN_NAME_CHARACTERS = 100
TOKEN_DAYS = 3_650


def is_token_name(text: str) -> bool:
    """Whether a token may be called that."""
    return bool(text.strip()) and len(text) <= TOKEN_NAME_CHARACTERS and text.isprintable()


class AuditAction(StrEnum):
    """What the audit log tells of."""

    IMPORT_CREATED = "import_created"
    IMPORT_RESUMED = "import_resumed"
    IMPORT_CANCELLED = "import_cancelled"
    IMPORT_APPROVED = "import_approved"
    IMPORT_DISCARDED = "import_discarded"
    IMPORT_UNDONE = "import_undone"
    IMPORT_UNDO_TRIED = "import_undo_tried"
    SCHEDULE_CREATED = "schedule_created"
    SCHEDULE_CHANGED = "schedule_changed"
    SCHEDULE_PAUSED = "schedule_paused"
    SCHEDULE_RESUMED = "schedule_resumed"
    SCHEDULE_DELETED = "schedule_deleted"
    SCHEDULE_RUN = "schedule_run"
    OCCURRENCE_REPLAYED = "occurrence_replayed"
    OBJECT_IMPORTED_AGAIN = "object_imported_again"
    MESSAGE_REDRIVEN = "message_redriven"
    MESSAGE_DISMISSED = "message_dismissed"
    QUEUE_RECONCILED = "queue_reconciled"
    MAPPING_FORGOTTEN = "mapping_forgotten"
    TOKEN_CREATED = "token_created"
    TOKEN_REVOKED = "token_revoked"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"


class Caller(Frozen):
    """Who sent a request: a token, or a person who has signed in.

    `id` is that of the token, or the person's subject at the provider; `name` is what people read.
    """

    kind: CallerKind
    id: str
    name: str
    scope: Scope

    @property
    def key(self) -> str:
        """What limits are counted by."""
        return f"{self.kind}:{self.id}"


ANYBODY = Caller(kind=CallerKind.OPEN, id="", name="", scope=Scope.ADMIN)
