from pipelines.building.builder import REFUSED, judged
from pipelines.records import Record
from pipelines.storage.ledger import Row
from pipelines.storage.store import RecordStore


def test_what_the_engine_refuses_is_failed_until_it_takes_it(tmp_path):
    store = RecordStore(str(tmp_path))
    store.put(Record("d1", "e", 1, "text/plain", "partial", "cut"), ".txt")
    read = Row(
        "w/a.txt",
        "w",
        id="w-a",
        digest="d1",
        extractor="e",
        outcome="partial",
        status="partial",
        reason="cut",
    )
    other = Row("w/b", "w", id="w-b", digest="d2", outcome="indexed", status="ok")
    refused = [{"document": "w-a", "reason": "too long"}]
    failed, same = judged([read, other], refused, store)
    assert same == other
    assert (failed.id, failed.outcome) == ("w-a", "failed")
    assert failed.reason == f"{REFUSED}too long"
    assert judged([failed, other], (), store) == [read, other]
    (gone,) = judged([failed], (), RecordStore(str(tmp_path / "gone")))
    assert (gone.outcome, gone.reason) == ("partial", "")


def test_why_a_file_was_not_opened_is_told_rather_than_what_was_refused(tmp_path):
    large = Row("w/a", "w", id="w-a", outcome="failed", status="too_large", reason="9")
    refused = [{"document": "w-a", "reason": "too long"}]
    assert judged([large], refused, RecordStore(str(tmp_path))) == [large]
