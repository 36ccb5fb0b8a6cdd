import signal

import pytest

from pipelines.building.runtime import uninterrupted


@pytest.fixture(autouse=True)
def heeded():
    """Ctrl-C, also where the tests run behind a shell that has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_an_interrupt_waits_until_a_library_is_loaded():
    done = []

    def load():
        with uninterrupted():
            signal.raise_signal(signal.SIGINT)
            done.append("loaded")

    with pytest.raises(KeyboardInterrupt):
        load()
    assert done == ["loaded"]
