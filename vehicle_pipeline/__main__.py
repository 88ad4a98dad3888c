"""The entry point: no Ctrl-C and no fault of the output ends a command with a traceback."""

import sys

from vehicle_pipeline.local import signals


def main() -> None:
    """Run the command that was typed, and exit."""
    signals.end_at_once()
    # After that, for these imports take a second.
    from vehicle_pipeline.cli import app
    from vehicle_pipeline.local import output

    output.make_patient()
    try:
        app()
    except SystemExit as end:
        signals.ignore()
        lost = output.report_loss()
        sys.exit(end.code or lost)


if __name__ == "__main__":
    main()
