"""The SQS of one machine: moto's, for its own stack's processes only.

Run as `python -m vehicle_pipeline.local.queue_emulator PORT`. Every page in a browser on this
machine can send requests to a port of it. So only those are answered that name the access key of
this process's environment, as boto3 does in signing them; `up` invents one at each start.
"""

import hmac
import os
import re
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from werkzeug.serving import run_simple

from vehicle_pipeline.local.ports import LOOPBACK
from vehicle_pipeline.logs.install import install
from vehicle_pipeline.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# AWS Signature Version 4: Credential=<access key>/<date>/<region>/<service>/aws4_request, ...
_SIGNED = re.compile(r"AWS4-HMAC-SHA256 Credential=([^/, ]+)/\d{8}/[^/, ]+/sqs/aws4_request,")
_HOST = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.IGNORECASE)
# moto's own: forget everything, change its rules, read what it recorded; and the metadata of EC2.
_CLOSED = ("/moto-api", "/latest")

_REFUSAL = b"Only for the processes of this stack.\n"


class Guarded:
    """A WSGI application that answers only SQS requests with the right access key."""

    def __init__(self, application: "WSGIApplication", access_key: str) -> None:
        self._application = application
        self._access_key = access_key.encode()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Hand the request on, or refuse it."""
        if self._is_ours(environ):
            return self._application(environ, start_response)
        headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(_REFUSAL)))]
        start_response("403 Forbidden", headers)
        return [_REFUSAL]

    def _is_ours(self, environ: "WSGIEnvironment") -> bool:
        signed = _SIGNED.match(environ.get("HTTP_AUTHORIZATION", ""))
        return (
            signed is not None
            and hmac.compare_digest(signed[1].encode(), self._access_key)
            and _HOST.fullmatch(environ.get("HTTP_HOST", "")) is not None
            # No client of ours sends one; every browser does, with any request of a page.
            and "HTTP_ORIGIN" not in environ
            and not environ.get("PATH_INFO", "").startswith(_CLOSED)
        )


def access_key() -> str | None:
    """The access key that boto3 finds in this environment, for the clients find it like this."""
    from botocore.session import get_session

    credentials = get_session().get_credentials()
    return str(credentials.access_key) if credentials else None


def serve(port: int, key: str) -> None:
    """Serve until a signal ends the process."""
    run_simple(LOOPBACK, port, Guarded(_moto(), key), threaded=True)


def _moto() -> "WSGIApplication":
    # Read as moto is imported: otherwise it invites every origin.
    os.environ["MOTO_DISABLE_GLOBAL_CORS"] = "true"
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

    application: Callable[..., Any] = DomainDispatcherApplication(create_backend_app)
    return application


def main() -> None:
    """Serve at the port of the command line."""
    install(Settings().log_format)
    key = access_key()
    if not key:
        sys.exit("AWS_ACCESS_KEY_ID is not set.")
    serve(int(sys.argv[1]), key)


if __name__ == "__main__":
    main()
