"""Debian's nginx on loopback: each tool's pages by the shipped configuration, and what they load from elsewhere.

All sites are compressed alike, as ``deploy/nginx.conf`` says; the content security policy is
this book's and is left out for peers, whose scripts stand in their pages. Foreign hosts are
answered for by a server of their own over TLS, from npm's packages, so that what a page loads
from them crosses the same slow line as its own files. The log says what went over the wire.
"""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from casebook.tables import ROOT

NGINX = "/usr/sbin/nginx"
EXAMPLE = ROOT / "deploy" / "nginx.conf"
BROTLI = "*brotli-static.conf"
MODULES = Path("/etc/nginx/modules-enabled")
AROUND = """\
daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;
{modules}
events {{ worker_connections 1024; }}
http {{
  include /etc/nginx/mime.types;
  sendfile on;
  log_format bench "$server_port $bytes_sent $status $host$request_uri";
  access_log {log};
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  {sites}
}}
"""
FOREIGN = """\
server {{
  listen 127.0.0.1:{port} ssl http2;
  server_name _;
  ssl_certificate {folder}/cert.pem; ssl_certificate_key {folder}/key.pem;
  root {root}/$host; default_type application/javascript;
  gzip on; gzip_min_length 512; gzip_types *;
  add_header Access-Control-Allow-Origin *;
  add_header Cache-Control "public, max-age=604800";
}}
"""
# What pages of the peers ask of jsDelivr, and where npm's packages have it.
JSDELIVR = "cdn.jsdelivr.net/npm"
MIRRORED = {
    "vega@6": "vega/build/vega.min.js",
    "vega-lite@6.4.1": "vega-lite/build/vega-lite.min.js",
    "vega-embed@7": "vega-embed/build/vega-embed.min.js",
}


# What the browser asks of its maker on its own account is no part of a page.
OF_CHROMIUM = re.compile(r"(?!fonts\.)[\w.-]*\.google(apis)?\.com/")


@dataclass(frozen=True)
class Sent:
    """What nginx sent: answers, bytes with their heads, and addresses that it had nothing for."""

    requests: int
    bytes: int
    missing: tuple[str, ...] = ()


class Servers:
    """The running servers: an address a site, and what has been sent since it was asked last."""

    def __init__(self, addresses: Mapping[str, str], foreign: int, log: Path) -> None:
        self.addresses, self.foreign, self._log, self._read = addresses, foreign, log, 0

    def sent(self) -> Sent:
        """Return what has been sent since the last call."""
        time.sleep(0.1)
        new = [line.split() for line in self._log.read_bytes()[self._read :].decode().splitlines()]
        self._read = self._log.stat().st_size
        new = [line for line in new if not OF_CHROMIUM.match(line[3])]
        missing = {address for _, _, status, address in new if status == "404" and "favicon" not in address}
        return Sent(len(new), sum(int(size) for _, size, _, _ in new), tuple(sorted(missing)))

    @property
    def size(self) -> int:
        """The length of the log, which grows with each answer."""
        return self._log.stat().st_size

    @property
    def browser_flags(self) -> list[str]:
        """Let a browser find every foreign host here, and nothing else anywhere."""
        rules = f"MAP *:443 127.0.0.1:{self.foreign}, MAP *:80 ~NOTFOUND, EXCLUDE 127.0.0.1"
        return [f"--host-resolver-rules={rules}", "--ignore-certificate-errors"]


@contextmanager
def served(
    sites: Mapping[str, Path], folder: Path, *, own: str, mirror: Path | None = None, logged: bool = True
) -> Iterator[Servers]:
    """Serve folders by name; `own` is this book's, which keeps its policy.

    `folder` is nginx's own; `mirror` has a folder a foreign host.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    ports = {name: free_port() for name in sites}
    parts = [_site(name, root, ports[name], own=name == own) for name, root in sites.items()]
    foreign = free_port()
    if mirror is not None:
        _certify(folder)
        parts.append(FOREIGN.format(port=foreign, folder=folder, root=mirror))
    modules = "".join(f"include {each};\n" for each in sorted(MODULES.glob(BROTLI)))
    log = folder / "access.log"
    log.touch()
    text = AROUND.format(
        folder=folder, log=f"{log} bench" if logged else "off", modules=modules, sites="\n".join(parts)
    )
    (folder / "nginx.conf").write_text(text, encoding="utf-8")
    # As root, nginx would hand its work to a user that may not read these folders.
    user = ["-g", "user root;"] if Path.home() == Path("/root") else []
    server = subprocess.Popen([NGINX, "-c", str(folder / "nginx.conf"), *user], stderr=subprocess.DEVNULL)
    try:
        for port in [*ports.values(), *([foreign] if mirror else [])]:
            _wait_for(port, server, folder)
        yield Servers({name: f"http://127.0.0.1:{port}/" for name, port in ports.items()}, foreign, log)
    finally:
        server.terminate()
        server.wait(10)


def _site(name: str, root: Path, port: int, *, own: bool) -> str:
    """Return the shipped configuration with its port and folder changed; the name of its map is the site's."""
    text = EXAMPLE.read_text(encoding="utf-8")
    text, ports = re.subn(r"listen 80;", f"listen 127.0.0.1:{port};", text)
    text, roots = re.subn(r"root /srv/[\w-]+;", f'root "{root}";', text)
    assert (ports, roots) == (1, 1)
    if not own:
        text = re.sub(r"\n *add_header Content-Security-Policy [^\n]*", "", text)
        # Observable's pages have no suffix, as its own host serves them.
        text = text.replace("index index.html;", "index index.html; try_files $uri $uri.html $uri/ =404;")
    elif any(MODULES.glob(BROTLI)):
        text, switches = re.subn(r"# (brotli_static on;)", r"\1", text)
        assert switches == 1
    return text.replace("$casebook_cache", f"$cache_{name}")


def _certify(folder: Path) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-keyout", "key.pem", "-out", "cert.pem"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip


def mirror(folder: Path, modules: Path) -> Path:
    """Put npm's files where jsDelivr has them; return the folder."""
    shutil.rmtree(folder, ignore_errors=True)
    for asked, file in MIRRORED.items():
        target = folder / JSDELIVR / asked
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(modules / file, target)
    return folder


def free_port() -> int:
    """Return a port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen[bytes], folder: Path) -> None:
    for _ in range(200):
        if server.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"nginx: {(folder / 'error.log').read_text(encoding='utf-8')}")
