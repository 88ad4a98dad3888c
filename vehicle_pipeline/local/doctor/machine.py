"""This machine: the stack, the data dir, the disks, the sources' folders."""

import os
import shutil
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

from vehicle_pipeline.local import data_dirs, privacy
from vehicle_pipeline.local.command_line import misspelled_variables
from vehicle_pipeline.local.doctor.findings import Finding, both, error, fine, warning
from vehicle_pipeline.local.doctor.place import Place
from vehicle_pipeline.local.errors import CommandError

# Room for some of the largest uploads and what their runs need, in bytes.
_LOW_BYTES = 1_000_000_000
# Paths that are named in one finding.
_NAMED = 5


def stack(place: Place) -> Iterator[Finding]:
    """Whether a stack runs."""
    data_dir, found = place.data_dir.root, place.stack
    if place.is_held and found:
        addresses = {"api_url": found.api_url, "dagster_url": found.dagster_url}
        yield fine("stack", "stack_running", data_dir=data_dir, **addresses)
    elif place.is_held:
        yield warning("stack", "stack_changing", data_dir=data_dir)
    elif found:
        yield warning("stack", "stack_crashed", data_dir=data_dir)
    else:
        yield fine("stack", "stack_stopped", data_dir=data_dir)


def configuration(place: Place) -> Iterator[Finding]:
    """What the settings name; that they are valid is known by now."""
    yield fine("configuration", "configuration_fine")
    for code in [*place.settings.oidc_faults, *place.settings.exposed]:
        yield error("configuration", "configuration_exposed", because=both(code))
    if place.settings.is_named and not (place.settings.is_closed or place.settings.exposed):
        yield warning("configuration", "configuration_open")
    for network in place.settings.trusted_proxies:
        if ip_network(network).prefixlen == 0:
            yield warning("configuration", "everybody_trusted", network=network)
    for name, known in misspelled_variables().items():
        yield warning("configuration", "variable_unknown", name=name, known=known)
    for folder in place.settings.source_roots:
        if not (folder.is_dir() and os.access(folder, os.R_OK | os.X_OK)):
            yield warning("configuration", "source_root", folder=folder)


def data_dir(place: Place) -> Iterator[Finding]:
    """Whether the data dir can be used, and by nobody else."""
    root = place.data_dir.root
    if not root.exists():
        yield warning("data_dir", "data_dir_missing", data_dir=root)
        return
    try:
        data_dirs.check(place.data_dir, place.settings)
        opened = privacy.open_to_others(place.data_dir)
    except (CommandError, OSError) as fault:
        reason = fault.sentence if isinstance(fault, CommandError) else str(fault)
        yield error("data_dir", "data_dir_refused", because=reason)
        return
    if opened:
        names = ", ".join(map(str, opened[:_NAMED])) + (" …" if len(opened) > _NAMED else "")
        yield error("data_dir", "data_dir_open", paths=names)
    else:
        yield fine("data_dir", "data_dir_fine", data_dir=root)


def disk(place: Place) -> Iterator[Finding]:
    """Whether there is room, on each disk once."""
    uploads = place.settings.uploads_url
    folders = [place.data_dir.root, *([] if "://" in uploads else [Path(uploads)])]
    seen: set[int] = set()
    for folder in map(_existing, folders):
        device = folder.stat().st_dev
        if device not in seen:
            seen.add(device)
            yield _room(folder)


def _room(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    params = {"folder": folder, "gigabytes": round(free / 1e9, 1)}
    if data_dirs.is_full(folder):
        return error("disk", "disk_full", "disk", **params)
    if free < _LOW_BYTES:
        return warning("disk", "disk_low", "disk", **params)
    return fine("disk", "disk_fine", **params)


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that there is."""
    return next(each for each in (folder, *folder.absolute().parents) if each.exists())
