"""The dashboard and the alert rules, against a real Prometheus that scrapes a real API."""

import json
import re
import subprocess
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from tests.api.metrics.prometheus import MONITORING, Prometheus, executable, running_prometheus
from tests.api.serving import client, serving, wait_until
from vehicle_pipeline.settings import Settings

RULES = yaml.safe_load((MONITORING / "rules.yml").read_text())["groups"][0]["rules"]
DASHBOARD = json.loads((MONITORING / "dashboard.json").read_text())
TARGETS = [target for panel in DASHBOARD["panels"] for target in panel.get("targets", [])]
OPERATION = MONITORING.parent / "operation.md"
# A metric with its matchers, and a list of labels to join by.
SELECTOR = re.compile(r"\b((?:vehicle_pipeline|process)_\w+|up)\b(?:\{([^}]*)\})?")
MATCHER = re.compile(r"(\w+)\s*(?:=~|!=|!~|=)")
GROUPING = re.compile(r"\b(?:by|without) \(([^)]*)\)")


@pytest.fixture(scope="module")
def prometheus(
    settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Prometheus]:
    """One that has scraped an API at work at least twice."""
    executable("prometheus")
    Path(settings.uploads_url).mkdir(exist_ok=True)
    with serving(settings) as address, client(address) as api:
        api.get("/api/v1/imports")
        folder = tmp_path_factory.mktemp("prometheus")
        with running_prometheus(urlsplit(address).netloc, folder) as server:
            scrapes = 'min(count_over_time(vehicle_pipeline_look_up{look="queue"}[1m])) >= 3'
            wait_until(lambda: server.query(scrapes))
            wait_until(lambda: all(rule["health"] != "unknown" for rule in server.rules()))
            yield server


def test_every_panel_has_something_to_show(prometheus: Prometheus) -> None:
    empty = [target["expr"] for target in TARGETS if not prometheus.query(target["expr"])]
    assert empty == []


def test_legends_name_labels_that_are_there(prometheus: Prometheus) -> None:
    for target in TARGETS:
        wanted = set(re.findall(r"{{(\w+)}}", target.get("legendFormat", "")))
        for sample in prometheus.query(target["expr"]):
            assert wanted <= sample["metric"].keys(), target


def test_every_rule_is_evaluated(prometheus: Prometheus) -> None:
    found = prometheus.rules()
    assert {rule["name"] for rule in found} == {rule["alert"] for rule in RULES}
    assert [rule for rule in found if rule["health"] != "ok"] == []


@pytest.mark.parametrize(
    "expression", sorted({each["expr"] for each in chain(TARGETS, RULES)}), ids=str
)
def test_every_metric_and_label_of_an_expression_exists(
    prometheus: Prometheus, expression: str
) -> None:
    selectors = SELECTOR.findall(expression)
    assert selectors
    known: set[str] = set()
    for metric, matchers in selectors:
        labels = prometheus.labels(metric)
        assert labels, metric
        assert set(MATCHER.findall(matchers)) <= labels, metric
        known |= labels
    for grouping in GROUPING.findall(expression):
        assert {label.strip() for label in grouping.split(",")} <= known, grouping


def test_an_expression_with_a_name_that_does_not_exist_would_be_found(
    prometheus: Prometheus,
) -> None:
    with pytest.raises(AssertionError):
        test_every_metric_and_label_of_an_expression_exists(prometheus, "vehicle_pipeline_nope > 0")
    with pytest.raises(AssertionError):
        test_every_metric_and_label_of_an_expression_exists(
            prometheus, 'vehicle_pipeline_imports{plate="x"}'
        )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_every_alert_says_what_and_where_help_is(rule: dict[str, Any]) -> None:
    notes = rule["annotations"]
    assert notes["summary"] != notes["summary_en"]
    chapters = re.findall(r"^## (.+)$", OPERATION.read_text(), flags=re.MULTILINE)
    anchors = {re.sub(r"[^\w-]", "", chapter.lower().replace(" ", "-")) for chapter in chapters}
    assert notes["chapter"] in anchors
    assert rule["labels"]["severity"] in {"info", "warning", "critical"}


def test_promtool_finds_nothing_wrong() -> None:
    for check in (["rules", "rules.yml"], ["config", "prometheus.yml"]):
        command = [executable("promtool"), "check", check[0], str(MONITORING / check[1])]
        subprocess.run(command, check=True, capture_output=True)


def test_alerts_come_when_they_should_and_not_otherwise(tmp_path: Path) -> None:
    """By promtool's simulated hours; `rules_test.yml` has the series and what they lead to."""
    cases = Path(__file__).with_name("rules_test.yml")
    tested = yaml.safe_load(cases.read_text())
    alerts = {test["alertname"] for case in tested["tests"] for test in case["alert_rule_test"]}
    assert alerts == {rule["alert"] for rule in RULES}
    # Their sentences are not what this is about.
    bare = [{name: rule[name] for name in rule if name != "annotations"} for rule in RULES]
    rules, file = tmp_path / "rules.yml", tmp_path / "rules_test.yml"
    rules.write_text(yaml.safe_dump({"groups": [{"name": "bare", "rules": bare}]}))
    file.write_text(yaml.safe_dump({**tested, "rule_files": [str(rules)]}))
    run = subprocess.run(
        [executable("promtool"), "test", "rules", str(file)], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout + run.stderr
