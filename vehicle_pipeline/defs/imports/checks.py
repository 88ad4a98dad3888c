"""Asset checks that audit an import against the tables after every run.

Executed alone, without an import, they audit all completed imports.
"""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from vehicle_pipeline.adapters.imports.audit import Audit, TableAudit
from vehicle_pipeline.defs.resources import PipelineDatabase

# Share of rejected rows, in percent, above which a person should look at the file.
REJECTION_WARNING_PERCENT = 20.0


@dg.multi_asset_check(
    name="audit_import",
    can_subset=True,
    specs=[
        dg.AssetCheckSpec(
            "conservation",
            asset="vehicles",
            blocking=True,
            description="total = inserted + updated + unchanged + duplicate + rejected, "
            "in the import, in the ledger and in the rejected rows.",
        ),
        dg.AssetCheckSpec(
            "one_row_per_vehicle",
            asset="vehicles",
            blocking=True,
            description="The table's constraints, which keep plates canonical and unique, "
            "are in force.",
        ),
        dg.AssetCheckSpec(
            "rejection_rate",
            asset="rejected_rows",
            description=f"At most {REJECTION_WARNING_PERCENT:.0f} % of the rows were rejected.",
        ),
    ],
)
def audit_import(
    context: dg.AssetCheckExecutionContext, database: PipelineDatabase
) -> Iterator[dg.AssetCheckResult]:
    """Audit this run's import; all imports if it has none."""
    audit = _of_run(context, database) or database.audits.of_all(dry_run=False)
    for result in (conservation(audit), one_row_per_vehicle(audit), rejection_rate(audit)):
        key = dg.AssetCheckKey(result.asset_key, result.check_name)  # type: ignore[arg-type]
        if key in context.selected_asset_check_keys:
            yield result


@dg.asset_check(
    asset="dry_runs",
    name="changed_nothing",
    description="Every row is accounted for, and the dry run wrote no vehicle.",
)
def audit_dry_run(
    context: dg.AssetCheckExecutionContext, database: PipelineDatabase
) -> dg.AssetCheckResult:
    """Audit this run's dry run; all dry runs if it has none."""
    audit = _of_run(context, database)
    if audit is None:
        of_all = database.audits.of_all(dry_run=True)
        return dg.AssetCheckResult(passed=of_all.is_conserved, metadata=_figures(of_all))
    return dg.AssetCheckResult(
        passed=audit.is_conserved and not audit.vehicles,
        metadata={"vehicles": audit.vehicles, **_figures(audit)},
    )


def conservation(audit: Audit | TableAudit) -> dg.AssetCheckResult:
    """Check that every row is accounted for, and that imports and their ledger agree."""
    return dg.AssetCheckResult(
        check_name="conservation",
        asset_key="vehicles",
        passed=audit.is_conserved,
        metadata=_figures(audit),
    )


def one_row_per_vehicle(audit: Audit | TableAudit) -> dg.AssetCheckResult:
    """Check that the constraints are in force by which the database keeps plates valid."""
    return dg.AssetCheckResult(
        check_name="one_row_per_vehicle",
        asset_key="vehicles",
        passed=audit.is_plate_unique and audit.is_plate_canonical,
        metadata={
            "vehicles": audit.vehicles,
            "unique": audit.is_plate_unique,
            "canonical": audit.is_plate_canonical,
        },
    )


def rejection_rate(audit: Audit | TableAudit) -> dg.AssetCheckResult:
    """Check the share of rejected rows; only a warning, because the good rows are imported."""
    rejected = audit.rejected_rows if isinstance(audit, TableAudit) else audit.recorded.rejected
    percent = 100 * rejected / audit.total_rows if audit.total_rows else 0.0
    return dg.AssetCheckResult(
        check_name="rejection_rate",
        asset_key="rejected_rows",
        passed=percent <= REJECTION_WARNING_PERCENT,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"rejected": rejected, "percent": round(percent, 2)},
    )


def _of_run(context: dg.AssetCheckExecutionContext, database: PipelineDatabase) -> Audit | None:
    try:
        return database.audits.of_run(context.run.run_id)
    except LookupError:
        return None


def _figures(audit: Audit | TableAudit) -> dict[str, Any]:
    if isinstance(audit, TableAudit):
        return {"imports": audit.imports, "disagreeing": audit.disagreeing}
    return {
        "total": audit.total_rows,
        "rejected_row_numbers": audit.rejected_row_numbers,
        **audit.ledger.model_dump(),
    }
