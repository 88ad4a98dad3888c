import zoneinfo
from datetime import UTC, datetime, timedelta
from importlib import metadata, resources
from pathlib import Path

import pytest

from vehicle_pipeline.domain.schedules import zones
from vehicle_pipeline.errors import BadScheduleError


@pytest.mark.parametrize("name", ["America/Sao_Paulo", "Europe/Lisbon", "UTC", "Brazil/East"])
def test_a_zone_has_its_iana_name(name: str) -> None:
    assert zones.zone(name).key == name


@pytest.mark.parametrize(
    "name",
    ["", "america/sao_paulo", "America", "Sao Paulo", "../../etc/passwd", "UTC-3", "/UTC", "x\0"],
)
def test_what_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(BadScheduleError) as refusal:
        zones.zone(name)
    assert refusal.value.code == "bad_timezone"
    assert refusal.value.params == {"timezone": name}


def test_every_name_has_a_zone() -> None:
    assert len(zones.names()) > 400
    for name in zones.names():
        assert zones.zone(name).utcoffset(datetime(2026, 1, 1)) is not None  # noqa: DTZ001


def test_the_machine_s_own_zones_are_not_used(tmp_path: Path) -> None:
    """A machine that never heard of a zone's rules, and has UTC for all of them."""
    folder = tmp_path / "America"
    folder.mkdir()
    with resources.files("tzdata.zoneinfo").joinpath("UTC").open("rb") as file:
        (folder / "Sao_Paulo").write_bytes(file.read())
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([tmp_path])
    zones._zone.cache_clear()
    try:
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        machine = zoneinfo.ZoneInfo.no_cache("America/Sao_Paulo")
        assert moment.astimezone(machine).utcoffset() == timedelta(0)
        ours = zones.zone("America/Sao_Paulo")
        assert moment.astimezone(ours).utcoffset() == timedelta(hours=-3)
    finally:
        zoneinfo.reset_tzpath(before)


def test_the_package_is_pinned() -> None:
    lock = (Path(__file__).parents[3] / "requirements.lock").read_text()
    assert f"tzdata=={metadata.version('tzdata')} " in lock
