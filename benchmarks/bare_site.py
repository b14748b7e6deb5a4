"""What no count can do without, to see what one is made of: the floor of `benchmarks.count_parts`.

`answering` reads the beacon and answers as the count does; `appending` puts a row in the spool too.
"""

import os
from collections.abc import Iterable
from datetime import date
from itertools import count
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

from articles.browsing.clicks import Click
from articles.browsing.rows import Browse
from articles.browsing.spool import Spool

HEADERS = [("Content-Type", "application/json"), ("Content-Length", "19")] + [
    (f"X-Header-{number}", "as long as one of ours") for number in range(8)
]
spool = Spool(Path(os.environ["DATA_DIR"]))
clicks = count(1)


def answering(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start_response("200 OK", [*HEADERS])
    return [b'{"browse_times": 12}'[:19]]


def appending(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    click = Click(next(clicks), None, 1)
    spool.add(Browse(1, 1, date.min, 2**62, "", click))
    return answering(environ, start_response)
