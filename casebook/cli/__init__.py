"""The commands: ``check`` looks without building, ``build`` makes the book,
``preview`` shows it while it is written, ``slides`` makes its slides alone, ``bundle`` packs it for
use without a network, ``release`` gathers what is published, ``compress`` readies it for a web
server, ``links`` asks whether addresses of elsewhere still answer, ``fingerprint`` prepares the
check for a source's wording, ``new`` makes a repository for another village.
"""

from __future__ import annotations

import argparse
import sys

from casebook.cli import build, bundle, check, compress, fingerprint, links, new, preview, release, slides

COMMANDS = {
    "check": check,
    "build": build,
    "preview": preview,
    "slides": slides,
    "bundle": bundle,
    "release": release,
    "compress": compress,
    "links": links,
    "fingerprint": fingerprint,
    "new": new,
}


def main(arguments: list[str] | None = None) -> None:
    """Run the command named in `arguments` and leave with its exit code."""
    parser = argparse.ArgumentParser(prog="casebook", description="案例书的命令")
    parsers = parser.add_subparsers(dest="command", required=True, metavar="命令")
    for name, module in COMMANDS.items():
        module.add_arguments(parsers.add_parser(name, help=module.HELP, description=module.HELP))
    options = parser.parse_args(arguments)
    sys.exit(COMMANDS[options.command].run(options))
