"""When the derived assets are refreshed, and how old assets may be.

A refresh computes whole views, so it must not follow each upload.
"""

from datetime import timedelta

import dagster as dg

TIMEZONE = "America/Sao_Paulo"
# At most one refresh in so long, however many imports there are.
_MOMENTS = "*/5 * * * *"
# Without imports as well, so that a refresh that has stopped working is noticed.
_NIGHTLY = "0 4 * * *"

_since_refresh = dg.AutomationCondition.any_deps_updated().since(
    dg.AutomationCondition.newly_requested() | dg.AutomationCondition.newly_updated()
)
_after_imports = _since_refresh & dg.AutomationCondition.cron_tick_passed(_MOMENTS, TIMEZONE)
_every_night = dg.AutomationCondition.cron_tick_passed(_NIGHTLY, TIMEZONE)

refresh = (
    (_after_imports | _every_night)
    & ~dg.AutomationCondition.any_deps_missing()
    & ~dg.AutomationCondition.in_progress()
).with_label("after imports, at most every five minutes, and every night")

# A missed night is late; the next one as well is an error.
derived_freshness = dg.FreshnessPolicy.time_window(
    fail_window=timedelta(hours=49), warn_window=timedelta(hours=25)
)
# People upload when they have something; a month without an import is worth a look.
vehicles_freshness = dg.FreshnessPolicy.time_window(
    fail_window=timedelta(days=31), warn_window=timedelta(days=7)
)
