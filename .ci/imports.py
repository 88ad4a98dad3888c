"""Import every module of an installation, to see that it has what they need.

    python -W default .ci/imports.py [PACKAGE]

Modules of PACKAGE may lack a package: they need an extra that is not installed.
"""

import sys
from importlib import import_module
from pkgutil import walk_packages

# Runs when Alembic calls it, and only then.
ENTRY_POINTS = {"vehicle_pipeline.adapters.migrations.env"}


def fail(name: str) -> None:
    """Stop: the installation has no such package, or it cannot be imported."""
    raise SystemExit(f"cannot be imported: {name}")


def modules() -> list[str]:
    """Names of all modules."""
    return [
        found.name
        for package in ("api", "vehicle_pipeline")
        for found in walk_packages(import_module(package).__path__, f"{package}.", onerror=fail)
        if found.name not in ENTRY_POINTS
    ]


def lacking(optional: str) -> list[str]:
    """Import all modules; return those of `optional` that lack a package. Raises for others."""
    found = []
    for name in modules():
        try:
            import_module(name)
        except ModuleNotFoundError:
            if not f"{name}.".startswith(f"{optional}."):
                raise
            found.append(name)
    return found


def main() -> None:
    """Import everything and say what was left out."""
    optional = sys.argv[1] if len(sys.argv) > 1 else "(none)"
    left_out = ", ".join(lacking(optional)) or "none"
    print(f"{len(modules())} modules imported; left out for want of their extra: {left_out}")


if __name__ == "__main__":
    main()
