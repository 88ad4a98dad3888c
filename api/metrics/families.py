"""Gauges made of figures."""

from collections.abc import Mapping

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily

_PREFIX = "vehicle_pipeline_"


def gauge(name: str, help_: str, value: float) -> Metric:
    """Return a gauge of one value."""
    return GaugeMetricFamily(_PREFIX + name, help_, value=value)


def gauges(name: str, help_: str, label: str, values: Mapping[str, float]) -> Metric:
    """Return a gauge of several values, by those of its label."""
    family = GaugeMetricFamily(_PREFIX + name, help_, labels=[label])
    for of_label, value in values.items():
        family.add_metric([of_label], value)
    return family


def crossed(
    name: str, help_: str, labels: tuple[str, str], values: Mapping[tuple[str, str], float]
) -> Metric:
    """Return the same of two labels."""
    family = GaugeMetricFamily(_PREFIX + name, help_, labels=labels)
    for of_labels, value in values.items():
        family.add_metric(of_labels, value)
    return family
