"""``python -m demo FOLDER``: makes the demonstration library."""

import argparse
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import track

from demo.write import NotADemoError, write_library


def main(arguments: list[str] | None = None) -> int:
    """Writes the library; 0 when it stands, 2 when it cannot in that folder."""
    parser = argparse.ArgumentParser(
        prog="python -m demo", description="Makes a library of synthetic Blueprints."
    )
    parser.add_argument("folder", type=Path, help="where the library is to stand")
    parser.add_argument("--count", type=int, default=170, help="number of Blueprints")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other files")
    options = parser.parse_args(arguments)
    if options.count < 1:
        parser.error(f"--count is a number from 1: {options.count}")
    console = Console(stderr=True)
    steps = write_library(options.folder.resolve(), options.seed, options.count)
    try:
        for _ in track(steps, "Blueprints", total=options.count, console=console):
            pass
    except (NotADemoError, OSError) as problem:
        console.print(str(problem), markup=False)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
