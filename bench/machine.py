"""The machine and the versions that the numbers hold for; nothing that names the machine itself."""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path

PYTHON_PACKAGES = {
    "ours": ("jupyter-book", "sphinx", "myst-nb", "altair", "typst", "vl-convert-python"),
    "plain": ("jupyter-book", "sphinx", "myst-nb", "altair"),
    "mkdocs": ("mkdocs", "mkdocs-material", "mkdocs-jupyter", "altair"),
}


def describe(home: Path) -> dict[str, object]:
    """Return cores, memory, processor, system and the versions of every tool; `home` has the environments."""
    return {
        "cores": os.cpu_count(),
        "processor": _first(r"model name\s*:\s*(.+)", "/proc/cpuinfo"),
        "memory_gib": round(int(_first(r"MemTotal:\s*(\d+)", "/proc/meminfo") or 0) / 2**20, 1),
        "system": _first(r'PRETTY_NAME="(.+)"', "/etc/os-release"),
        "python": platform.python_version(),
        "chromium": _said("/usr/bin/chromium", "--version"),
        "nginx": _said("/usr/sbin/nginx", "-v"),
        "wrk": _said("wrk", "-v"),
        "node": _said("node", "--version"),
        "load_before": round(os.getloadavg()[0], 1),
        "tools": _versions(home),
    }


def _versions(home: Path) -> dict[str, dict[str, str]]:
    found = {"ours": {name: version(name) for name in PYTHON_PACKAGES["ours"]}}
    for key in ("plain", "mkdocs"):
        lock = (Path(__file__).parent / "peers" / "python" / f"{key}.txt").read_text(encoding="utf-8")
        pins = dict(re.findall(r"^([\w.-]+)==(\S+)", lock, re.MULTILINE))
        found[key] = {name: pins[name] for name in PYTHON_PACKAGES[key]}
    package = json.loads((Path(__file__).parent / "peers" / "node" / "package.json").read_text(encoding="utf-8"))
    return found | {"node": package["dependencies"]}


def _first(pattern: str, file: str) -> str:
    match = re.search(pattern, Path(file).read_text(encoding="utf-8")) if Path(file).exists() else None
    return match[1].strip() if match else ""


def _said(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    said = (done.stdout + done.stderr).splitlines()
    match = re.search(r"\d+(?:\.\d+)+", said[0]) if said else None
    return match[0] if match else ""
