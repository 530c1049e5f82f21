"""What the frozen program runs: the command line, or what it starts itself again for (palette, engine, reading packs)."""

import multiprocessing
import sys


def main() -> None:
    """Run."""
    multiprocessing.freeze_support()  # a batch review starts this program again as its worker
    if sys.argv[1:] == ["palette-window"]:
        from agent.palette.child import main as show_palette  # noqa: PLC0415 - the palette needs nothing of the rest

        show_palette()
        return
    if sys.argv[1:] == ["language-engine"]:
        from server.engine.child import main as answer  # noqa: PLC0415

        answer()
        return
    if sys.argv[1:] == ["read-packs"]:
        from server.packs.gist import main as read  # noqa: PLC0415

        read()
        return
    from agent.cli import run  # noqa: PLC0415

    run()


if __name__ == "__main__":
    main()
