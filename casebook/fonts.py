"""The Chinese fonts: packages of the lock, which are there and are as they were installed.

Without them charts lose every label, and the PDF shows empty boxes; so a build looks first.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, PackagePath, distribution
from importlib.util import find_spec
from pathlib import Path

from casebook.findings import CasebookError, Finding, finding

# The packages that hold fonts, each with the module that is its folder.
CHARTS = "pylopdf-fonts-zh-cn"
PACKAGES = {CHARTS: "pylopdf_fonts_zh_cn", "manimgx-fonts-cjk": "manimgx_fonts_cjk"}
FONTS = {".otf", ".ttf", ".ttc"}
LOCK = "requirements.txt"


def folder(package: str) -> Path:
    """Return the folder of a font package.

    Raises:
        CasebookError: it is not installed.
    """
    spec = find_spec(PACKAGES[package])
    if spec is None or spec.origin is None:
        raise CasebookError([finding("font-missing", LOCK, package=package)])
    return Path(spec.origin).parent


def examine(packages: Iterable[str] = PACKAGES) -> list[Finding]:
    """Return what is wrong with the font packages."""
    return [each for package in packages for each in _faults(package)]


def _faults(package: str) -> Iterator[Finding]:
    installed = list(_fonts(package))
    if not installed or not all(Path(str(each.locate())).is_file() for each in installed):
        yield finding("font-missing", LOCK, package=package)
        return
    for each in installed:
        if not _is_as_installed(each):
            yield finding("font-damaged", str(each), package=package, font=each.name)


def _fonts(package: str) -> Iterator[PackagePath]:
    """Yield the font files that a package's own list names."""
    try:
        listed = distribution(package).files or []
    except PackageNotFoundError:
        return
    yield from (each for each in listed if each.suffix.lower() in FONTS)


def _is_as_installed(file: PackagePath) -> bool:
    """Whether a file has the sum with which its package came."""
    if file.hash is None:
        return True
    content = Path(str(file.locate())).read_bytes()
    found = base64.urlsafe_b64encode(hashlib.new(file.hash.mode, content).digest()).rstrip(b"=").decode()
    return found == file.hash.value
