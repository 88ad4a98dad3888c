"""The report of a dry run."""

from vehicle_pipeline.contracts import ConflictPolicy, DryRunReport, ImportCounts


def report(counts: ImportCounts, policy: ConflictPolicy, changed: int, kept: int) -> DryRunReport:
    """Return the counts of an import under each policy, from its `counts` under `policy`.

    `changed` and `kept` count its rows of vehicles already in the table, with different values and
    with the same. New, repeated and rejected rows do not depend on the policy.
    """
    known = changed + kept
    repeated = counts.duplicate - (known if policy is ConflictPolicy.SKIP else 0)
    either = ImportCounts(inserted=counts.inserted, duplicate=repeated, rejected=counts.rejected)
    return DryRunReport(
        skip=either + ImportCounts(duplicate=known),
        update=either + ImportCounts(updated=changed, unchanged=kept),
    )
