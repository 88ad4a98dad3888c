"""Traces by OpenTelemetry: upload -> outbox -> queue -> run -> chunks, each part its span.

Everything here uses OpenTelemetry's API, whose spans are no-ops until `exporting.start` has set up
the SDK; only that module imports it.
"""
