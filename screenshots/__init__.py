"""Pictures of every page of the console: `python -m screenshots FOLDER`."""
