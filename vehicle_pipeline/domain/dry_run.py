"""What an import that was only tried would have done."""

from vehicle_pipeline.contracts import ConflictPolicy, DryRunReport, ImportCounts


def report(counts: ImportCounts, policy: ConflictPolicy, changed: int, kept: int) -> DryRunReport:
    """Return what an import would do under either policy, from its `counts` under `policy`.

    `changed` and `kept` are its rows of registered vehicles, with other values and with the same.
    What is new, repeated in the file or rejected does not depend on the policy.
    """
    known = changed + kept
    repeated = counts.duplicate - (known if policy is ConflictPolicy.SKIP else 0)
    either = ImportCounts(inserted=counts.inserted, duplicate=repeated, rejected=counts.rejected)
    return DryRunReport(
        skip=either + ImportCounts(duplicate=known),
        update=either + ImportCounts(updated=changed, unchanged=kept),
    )
