"""The form by which a person has a draft imported."""

import json
from decimal import Decimal, InvalidOperation

from pydantic import BaseModel, Field

from api.console.sending.choices import FIELDS, pair
from vehicle_pipeline.domain import upload_options
from vehicle_pipeline.domain.upload_options import READING, UploadOptions
from vehicle_pipeline.errors import BadOptionError

# Limits of a guard as people give them, in percent; `max_shrink` is for schedules.
LIMITS = (
    "max_rejected_share",
    "max_changed_share",
    "max_price_change",
    "max_median_price_change",
)
_LONG = 8_000


class Confirmation(BaseModel):
    """The form's fields as they are sent; limits in percent."""

    on_conflict: str = Field("skip", max_length=20)
    dry_run: str = Field("false", max_length=10)
    encoding: str = Field("", max_length=_LONG)
    delimiter: str = Field("", max_length=_LONG)
    decimal: str = Field("", max_length=_LONG)
    sheet: str = Field("", max_length=_LONG)
    header_row: str = Field("", max_length=_LONG)
    kept: list[str] = Field([], max_length=len(FIELDS))
    memory: str = Field("", max_length=10)
    fingerprint: str = Field("", pattern="^([0-9a-f]{64})?$")
    max_rejected_share: str = Field("", max_length=40)
    max_changed_share: str = Field("", max_length=40)
    max_price_change: str = Field("", max_length=40)
    max_median_price_change: str = Field("", max_length=40)

    @property
    def options(self) -> UploadOptions:
        """The options of the import. Raises BadOptionError."""
        shares = {name: _share(name, getattr(self, name)) for name in LIMITS}
        given = {name: share for name, share in shares.items() if share is not None}
        mapping = dict(map(pair, self.kept))
        texts = self.model_dump(include={*READING, "on_conflict", "dry_run"})
        documents = {"mapping": mapping, "guard": given}
        return upload_options.parse(
            {**texts, **{name: json.dumps(each) for name, each in documents.items() if each}}
        )

    @property
    def wrong_limits(self) -> dict[str, str]:
        """Every limit that is none, with the code of its sentence."""
        found = {}
        for name in LIMITS:
            try:
                _share(name, getattr(self, name))
            except BadOptionError as error:
                found[name] = error.code
        return found

    @property
    def reading(self) -> list[tuple[str, str]]:
        """How the file is read, as the address of the preview has it."""
        options = [(name, getattr(self, name)) for name in (*READING, "memory")]
        return [*options, *(("kept", each) for each in self.kept)]


def _share(name: str, text: str) -> float | None:
    """Return a percentage as a share of 1; a comma or a point before decimals."""
    plain = text.strip().removesuffix("%").strip().replace(",", ".")
    if not plain:
        return None
    try:
        number = Decimal(plain)
    except InvalidOperation:
        number = Decimal("NaN")
    is_share = name.endswith("_share")
    if not number.is_finite() or not 0 <= number <= (100 if is_share else 1_000_000):
        raise BadOptionError("ui_send_bad_share" if is_share else "ui_send_bad_change", field=name)
    return float(number / 100)
