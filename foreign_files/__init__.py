"""Runs the real reader over files that nobody here made: `python -m foreign_files DIR`.

See docs/foreign-files.md.
"""
