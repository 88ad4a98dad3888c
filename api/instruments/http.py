"""What is counted of requests. No label has a value that a client may choose freely."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# The label of every request that no route of ours took: unknown addresses, refusals before
# routing, and the console's files.
UNKNOWN_ROUTE = "unknown"
# Where the client left before an answer began.
NO_ANSWER = "none"
# Seconds; an upload of the largest file over a slow line takes a minute.
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class HttpInstruments:
    """Requests by method and route."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter(
            "vehicle_pipeline_http_requests",
            "Requests whose answer has begun, or whose client left before.",
            ("method", "route", "status"),
            registry=registry,
        )
        # Not to the end of the answer: a stream lasts for hours, a download as long as its client
        # likes. What an upload takes to arrive is within it: its answer begins afterwards.
        self._seconds = Histogram(
            "vehicle_pipeline_http_request_seconds",
            "From the head of a request to that of its answer.",
            ("method", "route"),
            buckets=_BUCKETS,
            registry=registry,
        )
        self.open = Gauge(
            "vehicle_pipeline_http_requests_open",
            "Requests under way, streams among them.",
            registry=registry,
        )
        self.streams = Gauge(
            "vehicle_pipeline_streams_open", "Event streams under way.", registry=registry
        )

    def count(self, method: str, route: str, status: str, seconds: float) -> None:
        """Count a request whose answer began after so many seconds."""
        method = method if method in METHODS else "other"
        self._requests.labels(method, route, status).inc()
        self._seconds.labels(method, route).observe(seconds)
