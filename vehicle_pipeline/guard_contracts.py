"""Models of the guard: limits, what is compared with them, and what was exceeded."""

from typing import Annotated

from pydantic import Field

from vehicle_pipeline.frozen import Frozen

# A share of 1 as a limit; a change may be more than the whole.
Share = Annotated[float, Field(ge=0, le=1)]
MOST_CHANGE = 1_000_000
Change = Annotated[float, Field(ge=0, le=MOST_CHANGE)]


class Guard(Frozen):
    """Limits beyond which an import is held; those that are None do not count.

    Shares are of 1; a price change of 0.5 is one by half.
    """

    max_rejected_share: Share | None = Field(None, description="Of the rows, those rejected.")
    max_changed_share: Share | None = Field(
        None, description="Of the registered vehicles in the file, those that would change."
    )
    max_price_change: Change | None = Field(None, description="Of any one registered vehicle.")
    max_median_price_change: Change | None = Field(
        None, description="The median over the registered vehicles in the file."
    )
    max_shrink: Share | None = Field(
        None, description="Fewer rows than the last import of the schedule."
    )

    @property
    def is_set(self) -> bool:
        """Whether there is any limit."""
        return self != Guard()


class GuardFigures(Frozen):
    """What an import would do to the table as it is: what a guard's limits are compared with.

    Numbers of rows; price changes are shares of the price before.
    """

    total: int
    rejected: int
    known: int = Field(description="Rows of registered vehicles.")
    changed: int = Field(description="Of them, those that would change.")
    median_price_change: float | None = None
    largest_price_change: float | None = None
    largest_placa: str | None = Field(None, description="The vehicle of the largest change.")
    largest_before: str | None = None
    largest_after: str | None = None
    rows_before: int | None = Field(None, description="Of the last import of the schedule.")


class HeldBecause(Frozen):
    """A limit of a guard that an import exceeds."""

    limit: str
    allowed: float
    found: float
