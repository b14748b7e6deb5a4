"""nginx, where there is one: with files, and before our site as `deploy/nginx.conf` has it."""

import gzip
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.servers import ROOT, free_port, wait_for

DEPLOYED = ROOT / "deploy" / "nginx.conf"

# As fast as it can be made: no log, open files remembered, connections kept.
STATIC = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000;
    open_file_cache max=1000;
    types {{ text/html html; }}
    default_type text/html;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        root {folder}/files;
        gzip_static on;
    }}
}}
"""


def nginx() -> str | None:
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


@dataclass(frozen=True, kw_only=True)
class FrontServer:
    """An nginx that runs, and what it serves."""

    group: int
    port: int
    paths: Sequence[str] = ()


@contextmanager
def serving_files(folder: Path, pages: Sequence[bytes]) -> Iterator[FrontServer]:
    """Compressed pages as files, the plain text beside each."""
    (folder / "files").mkdir()
    for number, page in enumerate(pages):
        (folder / "files" / f"{number}.html.gz").write_bytes(page)
        (folder / "files" / f"{number}.html").write_bytes(gzip.decompress(page))
    paths = [f"/{number}.html" for number in range(len(pages))]
    port = free_port()
    with running(STATIC.format(folder=folder, port=port), folder=folder, port=port) as group:
        yield FrontServer(group=group, port=port, paths=paths)


@contextmanager
def deployed(folder: Path, *, before: int) -> Iterator[FrontServer]:
    """The configuration of the repository, before a site with this data folder and port."""
    port = free_port()
    configuration = DEPLOYED.read_text()
    for said, meant in (("listen 8080;", f"listen 127.0.0.1:{port};"), (":8000;", f":{before};")):
        if said not in configuration:
            raise SystemExit(f"{DEPLOYED} has no “{said}” any more")
        configuration = configuration.replace(said, meant)
    (folder / "nginx").mkdir()
    with running(configuration, folder=folder, port=port) as group:
        yield FrontServer(group=group, port=port)


@contextmanager
def running(configuration: str, *, folder: Path, port: int) -> Iterator[int]:
    program = nginx()
    assert program  # noqa: S101 - the caller has asked whether there is one
    file = folder / "nginx.conf"
    file.write_text(configuration)
    # Its workers give up being root, and must still find what belongs to us.
    user = [] if os.geteuid() else ["-g", "user root;"]
    server = subprocess.Popen(  # noqa: S603 - found above
        [program, "-e", "stderr", "-p", str(folder), "-c", str(file), *user], start_new_session=True
    )
    try:
        wait_for(port)
        yield server.pid
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)
