"""Without a command: open the window. With one: the command line, which never imports Qt."""

import time

FIRST_LINE = time.perf_counter()  # the self-test counts the first paint from here

import sys  # noqa: E402


def main(argv: list[str] | None = None) -> int:
    """Run the program; returns the exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    from playground import cli

    if cli.wanted(arguments):
        return cli.main(arguments)
    from playground.app.main import open_window

    return open_window(arguments, FIRST_LINE)


if __name__ == "__main__":
    sys.exit(main())
