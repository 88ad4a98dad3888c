"""What `/metrics` says, to be asked for by name and labels."""

from collections.abc import Mapping

import httpx
from prometheus_client.parser import text_string_to_metric_families

Labels = frozenset[tuple[str, str]]


class Exposition:
    """The samples of one answer."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.samples: Mapping[tuple[str, Labels], float] = {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }

    def value(self, name: str, **labels: str) -> float | None:
        """The value of `vehicle_pipeline_<name>`; None where there is none."""
        return self.samples.get((f"vehicle_pipeline_{name}", frozenset(labels.items())))

    def labels(self, name: str, label: str) -> set[str]:
        """All values of a label of `vehicle_pipeline_<name>`."""
        return {
            dict(labels)[label]
            for found, labels in self.samples
            if found == f"vehicle_pipeline_{name}"
        }


def scraped(api: httpx.Client) -> Exposition:
    answer = api.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return Exposition(answer.text)
