import signal

import pytest

from pipelines.building.builder import REFUSED, _unbroken, judged
from pipelines.storage.ledger import Row


@pytest.fixture(autouse=True)
def heeded():
    """Ctrl-C, also where the tests run behind a shell that has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_an_interrupt_waits_until_a_library_is_loaded():
    done = []

    def load():
        with _unbroken():
            signal.raise_signal(signal.SIGINT)
            done.append("loaded")

    with pytest.raises(KeyboardInterrupt):
        load()
    assert done == ["loaded"]


def test_what_the_engine_refuses_is_failed_until_it_takes_it():
    read = Row("w/a", "w", id="w-a", outcome="partial", status="partial", reason="cut")
    other = Row("w/b", "w", id="w-b", outcome="indexed", status="ok")
    (failed,) = judged([read, other], [{"document": "w-a", "reason": "too long"}])
    assert (failed.id, failed.outcome) == ("w-a", "failed")
    assert failed.reason == f"{REFUSED}too long"
    (mended,) = judged([failed, other], [])
    assert (mended.outcome, mended.reason) == ("partial", "")
