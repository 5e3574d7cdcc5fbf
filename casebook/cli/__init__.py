"""The commands: ``check`` looks without building, ``build`` makes the book,
``preview`` shows it while it is written, ``slides`` makes its slides alone, ``bundle`` packs it for
use without a network, ``compress`` readies it for a web server, ``fingerprint`` prepares the
check for a source's wording.
"""

from __future__ import annotations

import argparse
import sys

from casebook.cli import build, bundle, check, compress, fingerprint, preview, slides

COMMANDS = {
    "check": check,
    "build": build,
    "preview": preview,
    "slides": slides,
    "bundle": bundle,
    "compress": compress,
    "fingerprint": fingerprint,
}


def main(arguments: list[str] | None = None) -> None:
    """Run the command named in `arguments` and leave with its exit code."""
    parser = argparse.ArgumentParser(prog="casebook", description="九庄村案例的命令")
    parsers = parser.add_subparsers(dest="command", required=True, metavar="命令")
    for name, module in COMMANDS.items():
        module.add_arguments(parsers.add_parser(name, help=module.HELP, description=module.HELP))
    options = parser.parse_args(arguments)
    sys.exit(COMMANDS[options.command].run(options))
