import configparser
import shlex
import sys
from pathlib import Path

import pytest
from supervisor.options import ServerOptions

from vehicle_pipeline.local import programs, supervisor_conf
from vehicle_pipeline.local.errors import BadUsageError
from vehicle_pipeline.local.layout import SOCKET_PATH_LIMIT, DataDir
from vehicle_pipeline.local.programs import Program
from vehicle_pipeline.settings import Settings


def rendered(data_dir: DataDir, *programs: Program) -> configparser.RawConfigParser:
    # As supervisord reads it.
    parser = configparser.RawConfigParser(inline_comment_prefixes=(";", "#"), strict=False)
    parser.read_string(supervisor_conf.render(data_dir, programs))
    return parser


def test_a_command_survives_spaces_quotes_and_percent_signs() -> None:
    command = ("/opt/my env/bin/x", "--url", "postgresql://u@/db?host=%2Frun", "it's")

    conf = rendered(DataDir(Path("/data")), Program("x", "X", command))

    # supervisord expands %% to % and splits like a shell.
    assert tuple(shlex.split(conf["program:x"]["command"] % {})) == command


def test_every_program_is_restarted_and_rotates_its_log() -> None:
    section = rendered(DataDir(Path("/data")), Program("x", "X", ("x",)))["program:x"]

    assert section["autorestart"] == "true"
    assert section["stdout_logfile"] == "/data/logs/x.log"
    assert section["stdout_logfile_maxbytes"] == "10MB"
    assert section["redirect_stderr"] == "true"


def test_the_database_stops_after_what_uses_it() -> None:
    database = Program("pg", "PG", ("pg",), group="services")
    conf = rendered(
        DataDir(Path("/data")), database, Program("a", "A", ("a",)), Program("b", "B", ("b",))
    )

    assert conf["group:app"]["programs"] == "a,b"
    assert conf.getint("group:services", "priority") < conf.getint("group:app", "priority")


def test_a_program_that_stops_its_own_children_is_signalled_alone() -> None:
    database = Program("pg", "PG", ("pg",), signal_children=False, stop_signal="INT", user="nobody")
    section = rendered(DataDir(Path("/data")), database)["program:pg"]

    assert (section["stopasgroup"], section["killasgroup"]) == ("false", "false")
    assert (section["stopsignal"], section["user"]) == ("INT", "nobody")


@pytest.mark.parametrize("name", ["a%", "100%%", "%(program_name)s", "%s", "a'b\"c", "çã o"])
def test_supervisord_reads_the_names_as_they_are(name: str, tmp_path: Path) -> None:
    data_dir = DataDir(tmp_path / name)
    data_dir.create()
    command = (sys.executable, "-c", "pass", str(data_dir.root))
    conf = supervisor_conf.render(data_dir, [Program("x", "X", command)])
    data_dir.supervisor_conf.write_text(conf, "utf-8")

    options = ServerOptions()
    options.realize(["-c", str(data_dir.supervisor_conf)])
    (program,) = options.process_group_configs[0].process_configs

    assert options.logfile == str(data_dir.log("supervisord"))
    assert program.stdout_logfile == str(data_dir.log("x"))
    assert tuple(shlex.split(program.command)) == command


@pytest.mark.parametrize(
    "name",
    ["data #1", "a ;b", "a\t#b", "a\nb", "a\rb", "%(here)s", "\udcff"],
    ids=ascii,
)
def test_a_data_dir_that_the_format_cannot_express_is_refused(name: str) -> None:
    with pytest.raises(BadUsageError):
        supervisor_conf.render(DataDir(Path("/") / name), [])


def test_the_control_socket_has_a_short_path_however_deep_the_data_dir() -> None:
    deep = DataDir(Path("/" + "d" * 200))

    assert len(bytes(deep.supervisor_socket)) <= SOCKET_PATH_LIMIT
    assert deep.supervisor_socket != DataDir(Path("/" + "e" * 200)).supervisor_socket
    assert DataDir(Path("/data")).supervisor_socket == Path("/data/supervisor.sock")


def test_the_code_server_stops_after_the_daemon_that_asks_it(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)

    groups = [programs.code_server(settings).group, programs.daemon(settings).group]

    assert groups == ["services", "app"]
