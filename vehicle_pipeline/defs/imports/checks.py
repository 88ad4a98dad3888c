"""Asset checks that audit an import against the tables after every run."""

from collections.abc import Iterator

import dagster as dg

from vehicle_pipeline.adapters.imports.audit import Audit
from vehicle_pipeline.contracts import ImportCounts
from vehicle_pipeline.defs.resources import PipelineDatabase

# Share of rejected rows, in percent, above which a person should look at the file.
REJECTION_WARNING_PERCENT = 20.0


@dg.multi_asset_check(
    name="audit_import",
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
    """Audit this run's import."""
    audit = database.audits.of_run(context.run.run_id)
    yield conservation(audit)
    yield one_row_per_vehicle(audit)
    yield rejection_rate(audit.total_rows, audit.recorded)


@dg.asset_check(
    asset="dry_runs",
    name="changed_nothing",
    description="Every row is accounted for, and the dry run wrote no vehicle.",
)
def audit_dry_run(
    context: dg.AssetCheckExecutionContext, database: PipelineDatabase
) -> dg.AssetCheckResult:
    """Audit this run's dry run."""
    audit = database.audits.of_run(context.run.run_id)
    return dg.AssetCheckResult(
        passed=audit.is_conserved and not audit.vehicles,
        metadata={
            "total": audit.total_rows,
            "vehicles": audit.vehicles,
            "rejected_row_numbers": audit.rejected_row_numbers,
            **audit.ledger.model_dump(),
        },
    )


def conservation(audit: Audit) -> dg.AssetCheckResult:
    """Check that every row is accounted for, and that the import and its ledger agree."""
    return dg.AssetCheckResult(
        check_name="conservation",
        asset_key="vehicles",
        passed=audit.is_conserved,
        metadata={
            "total": audit.total_rows,
            "rejected_row_numbers": audit.rejected_row_numbers,
            **audit.ledger.model_dump(),
        },
    )


def one_row_per_vehicle(audit: Audit) -> dg.AssetCheckResult:
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


def rejection_rate(total: int, counts: ImportCounts) -> dg.AssetCheckResult:
    """Check the share of rejected rows; only a warning, because the good rows are imported."""
    percent = 100 * counts.rejected / total if total else 0.0
    return dg.AssetCheckResult(
        check_name="rejection_rate",
        asset_key="rejected_rows",
        passed=percent <= REJECTION_WARNING_PERCENT,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"rejected": counts.rejected, "percent": round(percent, 2)},
    )
