"""What a build asks of Python meanwhile: interrupts that wait, nothing collected."""

import gc
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Interrupts wait: one in the middle of a library's start can crash the process."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    waiting: list[int] = []
    before = {
        number: signal.signal(number, lambda n, _: waiting.append(n))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for held in waiting:
            signal.raise_signal(held)


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the garbage collector: documents hold no cycles, and it walks over their
    half a million objects again and again, a seventh of the time of a build.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
