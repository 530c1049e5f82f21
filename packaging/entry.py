"""What the frozen program runs: the command line, or the palette's window when the agent starts itself again for that."""

import multiprocessing
import sys


def main() -> None:
    """Run."""
    multiprocessing.freeze_support()  # a batch review starts this program again as its worker
    if sys.argv[1:] == ["palette-window"]:
        from agent.palette.child import main as show_palette  # noqa: PLC0415 - the palette needs nothing of the rest

        show_palette()
        return
    from agent.cli import run  # noqa: PLC0415

    run()


if __name__ == "__main__":
    main()
