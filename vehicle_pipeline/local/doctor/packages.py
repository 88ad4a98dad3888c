"""Whether the packages are those that the project was tested with."""

import re
from collections import defaultdict
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distributions, requires

from vehicle_pipeline.local.doctor.findings import Finding, error, fine, warning
from vehicle_pipeline.local.layout import project_file

_PROJECT = "vehicle-pipeline"
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z0-9._-]+")
# Packages that are named in one finding.
_NAMED = 8


def packages() -> Iterator[Finding]:
    """Compare with the lock of a checkout; of an installed wheel, look that nothing is missing."""
    installed = {_key(each.name): each.version for each in distributions()}
    missing = sorted(_required() - installed.keys())
    if missing:
        yield error("packages", "packages_missing", "packages", names=_named(missing))
    locked = _locked()
    differing = [
        f"{name} {version} ({' / '.join(sorted(locked[name]))})"
        for name, version in sorted(installed.items())
        if name in locked and version not in locked[name]
    ]
    if differing:
        yield warning("packages", "packages_differ", "packages", names=_named(differing))
    if not missing and not differing:
        yield fine(
            "packages", "packages_fine", packages=len(installed.keys() & (locked or installed))
        )


def _required() -> set[str]:
    """What the project cannot do without, whatever the platform and the extras."""
    try:
        lines = requires(_PROJECT) or []
    except PackageNotFoundError:
        return set()
    plain = (line for line in lines if ";" not in line)
    return {_key(match[0]) for line in plain if (match := _NAME.match(line))}


def _locked() -> dict[str, set[str]]:
    """The versions of each package in the lock, which may differ by platform."""
    try:
        text = project_file("requirements.lock").read_text("utf-8")
    except FileNotFoundError:
        return {}
    versions: dict[str, set[str]] = defaultdict(set)
    for name, version in _LOCKED.findall(text):
        versions[_key(name)].add(version)
    return versions


def _key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _named(names: list[str]) -> str:
    return ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
