"""How a run is ended from outside: by Ctrl-C, or in the same way by SIGTERM."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from pipelines.command.terminal import say


@contextmanager
def interruptible() -> Iterator[None]:
    """Let SIGTERM end a run as Ctrl-C does, and say that nothing is lost."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        say("interrupted; nothing is lost, the same command goes on from here")
        raise
    finally:
        signal.signal(signal.SIGTERM, before)
