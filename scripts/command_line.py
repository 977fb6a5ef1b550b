"""docs/reference/command-line.md, from what the commands say of themselves: written, or compared with --check."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from okrilje.cli import main as okrilje

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "command-line.md"
HEAD = """# The command line

Everything that `okrilje --help` and the help of each command say. In a checkout the program is `.venv/bin/okrilje`.

Exit codes: `0` done; `1` something was found (the audit log does not verify); `2` the input, a setting or the call was
wrong, and nothing changed. What is wrong stands on the error output in a sentence.

<!-- Written by scripts/command_line.py; a test compares it with the program. -->
"""


def sections(command: click.Command, parent: click.Context | None = None) -> Iterator[str]:
    """The help of a command and of all below it, each under a heading with its full name."""
    context = click.Context(command, info_name=command.name if parent else "okrilje", parent=parent, terminal_width=100)
    context.help_option_names = okrilje.context_settings["help_option_names"]
    yield f"## {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            yield from sections(command.commands[name], context)


def page() -> str:
    return "\n".join([HEAD, *sections(okrilje)])


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(PAGE.read_text(encoding="utf-8") != page())
    PAGE.write_text(page(), encoding="utf-8")
