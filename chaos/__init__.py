"""Torments a whole stack and looks whether anything was lost: `python -m chaos`.

See docs/chaos.md.
"""
