from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from vehicle_pipeline.local import environment
from vehicle_pipeline.settings import Settings

ENDPOINT = "http://127.0.0.1:5555"


def settings(**values: object) -> Settings:
    return Settings.model_validate(
        {"database_url": "postgresql://u@/db?host=%2Frun%2Fpg", **values}
    )


def test_processes_read_back_the_settings_they_are_given(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given = settings(data_dir=tmp_path, api_port=8123, dagster_port=3123, queue="aws")
    for name, value in environment.compose(given, {}).items():
        monkeypatch.setenv(name, value)

    read = Settings()

    for field in (
        "data_dir",
        "database_url",
        "api_port",
        "dagster_port",
        "queue",
    ):
        assert getattr(read, field) == getattr(given, field), field


def test_paths_do_not_depend_on_the_working_directory(tmp_path: Path) -> None:
    composed = environment.compose(settings(data_dir=Path("data")), {})

    paths = (
        "DATA_DIR",
        "DAGSTER_HOME",
        "VEHICLE_PIPELINE_COMPUTE_LOGS",
        "VEHICLE_PIPELINE_ARTIFACTS",
    )
    assert all(Path(composed[name]).is_absolute() for name in paths)


def test_only_sqs_is_sent_to_the_emulator() -> None:
    composed = environment.compose(settings(), {}, queue_endpoint=ENDPOINT)

    assert composed["AWS_ENDPOINT_URL_SQS"] == ENDPOINT
    assert "AWS_ENDPOINT_URL" not in composed
    assert "AWS_ENDPOINT_URL_S3" not in composed
    assert composed["QUEUE"] == "aws"


@pytest.mark.parametrize("own", [{"AWS_PROFILE": "prod"}, {"AWS_ACCESS_KEY_ID": "mine"}])
def test_credentials_of_the_user_are_kept(own: dict[str, str]) -> None:
    composed = environment.compose(settings(), own, queue_endpoint=ENDPOINT)

    assert "AWS_SECRET_ACCESS_KEY" not in composed
    assert own.items() <= composed.items()


def test_credentials_are_invented_only_when_nothing_real_is_used() -> None:
    local = environment.compose(settings(), {}, queue_endpoint=ENDPOINT)
    with_s3 = environment.compose(
        settings(object_store_url="s3://bucket/x"), {}, queue_endpoint=ENDPOINT
    )
    configured = environment.compose(settings(queue="aws"), {})

    assert "AWS_ACCESS_KEY_ID" in local
    assert "AWS_ACCESS_KEY_ID" not in with_s3
    assert "AWS_ACCESS_KEY_ID" not in configured


def test_credentials_of_the_emulator_are_others_at_each_start() -> None:
    first, second = (environment.compose(settings(), {}, queue_endpoint=ENDPOINT) for _ in "ab")

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        assert first[name] != second[name]
        assert len(first[name]) >= 32


def test_only_a_supervised_process_is_marked() -> None:
    assert environment.STACK_MARKER in environment.compose(settings(), {}, owner="7@1.0")
    assert environment.STACK_MARKER not in environment.compose(settings(), {})


def test_a_proxy_is_not_asked_for_this_machine() -> None:
    composed = environment.compose(settings(), {"NO_PROXY": "intranet"})

    assert composed["NO_PROXY"].split(",") == ["intranet", "127.0.0.1", "localhost"]


@pytest.mark.parametrize(
    ("database_url", "host", "options"),
    [
        ("postgresql://u@/db?host=%2Frun%2Fp%20g", "/run/p g", "-csearch_path=dagster"),
        ("postgresql:///db?host=/run/pg", "/run/pg", "-csearch_path=dagster"),
        (
            "postgres://u:p%40+@h:5433/db?sslmode=require&options=-cjit%3Doff",
            None,
            "-cjit=off -csearch_path=dagster",
        ),
    ],
)
def test_dagster_gets_the_same_database_with_its_own_schema_and_driver(
    database_url: str, host: str | None, options: str
) -> None:
    url = make_url(environment.dagster_storage_url(database_url))

    assert url.drivername == "postgresql+psycopg2"
    assert url.database == "db"
    assert url.query.get("host") == host
    assert url.query["options"] == options


def test_a_password_and_other_parameters_survive() -> None:
    url = make_url(
        environment.dagster_storage_url("postgresql://u:p%40+@h:5433/db?sslmode=require")
    )

    assert (url.password, url.host, url.port) == ("p@+", "h", 5433)
    assert url.query["sslmode"] == "require"


def test_a_database_host_that_is_gone_is_noticed_unless_the_address_says_otherwise() -> None:
    url = make_url(environment.dagster_storage_url("postgresql://h/db?keepalives_idle=60"))

    assert url.query["keepalives_idle"] == "60"
    assert url.query["tcp_user_timeout"] == "30000"


def test_connections_of_dagster_say_whose_they_are() -> None:
    url = make_url(environment.dagster_storage_url("postgresql://h/db"))

    assert url.query["fallback_application_name"] == "vehicle-pipeline dagster"
