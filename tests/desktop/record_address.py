"""Stands in for the web browser: writes the addresses it is given into a file, one a line."""

import sys
from pathlib import Path

if __name__ == "__main__":
    with Path(sys.argv[1]).open("a", encoding="utf-8") as out:
        out.write(f"{sys.argv[2]}\n")
