"""Posting JSON to a webhook: bounded in time, without redirects, and no more read than a status."""

import asyncio
import logging
from collections.abc import Mapping

import httpx

from vehicle_pipeline.adapters.alerts.targets import Networks, allowed_address
from vehicle_pipeline.errors import AlertNotTakenError

# For one alert in all, in seconds: from looking up the receiver's name to its answer.
TIMEOUT = 5.0


def post(
    url: str, body: bytes, headers: Mapping[str, str], private: Networks | None = None
) -> None:
    """Post a body. Raises AlertNotTakenError with the reason it was not taken.

    `private`: the address was named through the API, and may be public or in one of these
    networks; None: the operator has named it, and means it.
    """
    # httpx logs the address of every request, which may be a secret.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        status = asyncio.run(_post(url, body, headers, private))
    except TimeoutError as late:
        raise AlertNotTakenError(f"no answer within {TIMEOUT:.0f} s") from late
    except (httpx.HTTPError, httpx.InvalidURL) as failed:
        reason = f"{type(failed).__name__}: {failed}".replace(url, "...")
        raise AlertNotTakenError(reason) from failed
    if not 200 <= status < 300:
        raise AlertNotTakenError(f"HTTP {status}")


async def _post(url: str, body: bytes, headers: Mapping[str, str], private: Networks | None) -> int:
    # The client's own limits are per read, and a slow receiver makes many of them.
    async with asyncio.timeout(TIMEOUT):
        target, named = await _checked(httpx.URL(url), private)
        # A proxy would look the name up again.
        async with httpx.AsyncClient(timeout=None, trust_env=private is None) as client:
            request = client.build_request(
                "POST", target, content=body, headers={**headers, **named}
            )
            if named:
                # The certificate is still the name's.
                request.extensions["sni_hostname"] = httpx.URL(url).host
            # Only the status is of interest, not what may come behind it.
            response = await client.send(request, stream=True)
            await response.aclose()
            return response.status_code


async def _checked(url: httpx.URL, private: Networks | None) -> tuple[httpx.URL, dict[str, str]]:
    """Return where to post to: the address that was checked, with the name in the headers."""
    if private is None:
        return url, {}
    if url.scheme not in ("http", "https") or not url.host:
        raise AlertNotTakenError("the receiver's address is not one of http or https")
    port = url.port or (443 if url.scheme == "https" else 80)
    address = await allowed_address(url.host, port, private)
    return url.copy_with(host=address), {"Host": url.netloc.decode("ascii")}
