from pipelines.building.builder import REFUSED, judged
from pipelines.storage.ledger import Row


def test_what_the_engine_refuses_is_failed_until_it_takes_it():
    read = Row("w/a", "w", id="w-a", outcome="partial", status="partial", reason="cut")
    other = Row("w/b", "w", id="w-b", outcome="indexed", status="ok")
    (failed,) = judged([read, other], [{"document": "w-a", "reason": "too long"}])
    assert (failed.id, failed.outcome) == ("w-a", "failed")
    assert failed.reason == f"{REFUSED}too long"
    (mended,) = judged([failed, other], [])
    assert (mended.outcome, mended.reason) == ("partial", "")
