"""How a run is ended from outside: by Ctrl-C, or in the same way by SIGTERM."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from pipelines.command.terminal import say

GOES_ON = "the same command goes on from here"


@contextmanager
def interruptible(then: str = GOES_ON) -> Iterator[None]:
    """Let SIGTERM end a run as Ctrl-C does, and say that nothing is lost, and what
    goes on from there.
    """
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        say(f"interrupted; nothing is lost, {then}")
        raise
    finally:
        signal.signal(signal.SIGTERM, before)
