import signal

import pytest

from pipelines.building import _unbroken


def test_an_interrupt_waits_until_a_library_is_loaded():
    done = []

    def load():
        with _unbroken():
            signal.raise_signal(signal.SIGINT)
            done.append("loaded")

    with pytest.raises(KeyboardInterrupt):
        load()
    assert done == ["loaded"]
