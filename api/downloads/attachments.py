"""Files that browsers save: the headers that go with them."""

import re
import unicodedata
from urllib.parse import quote

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attachment(filename: str) -> dict[str, str]:
    """Return the headers of a file to be saved as `filename` (RFC 6266)."""
    decomposed = unicodedata.normalize("NFKD", filename)
    plain = re.sub(r"[^\x20-\x7e]", "", decomposed)
    encoded = quote(filename, safe="")
    return {"Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"}
