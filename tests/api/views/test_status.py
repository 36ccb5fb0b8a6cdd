from starlette.testclient import TestClient

from api.app import create_app
from pipelines.ingest import ingest
from settings import Settings
from tests.api.v1.test_reference import fits


def test_the_state_of_a_library_has_the_shape_described(tmp_path):
    folder = tmp_path / "library" / "ward"
    folder.mkdir(parents=True)
    (folder / "plan.txt").write_text("The ward plan.", "utf-8")
    (folder / "torn.pdf").write_bytes(b"%PDF-1.7 torn")
    settings = Settings(data=tmp_path / "data", workers=1)
    ingest(settings, str(tmp_path / "library"))
    client = TestClient(create_app(settings))
    told = client.get("/api/v1/status").json()
    assert told["ledger"] == {
        "found": 2,
        "indexed": 1,
        "partial": 0,
        "failed": 1,
        "skipped": 0,
        "by_status": {"corrupt": 1, "ok": 1},
        "by_format": {"pdf": {"failed": 1}, "txt": {"indexed": 1}},
    }
    schemas = client.get("/api/v1/openapi.json").json()["components"]["schemas"]
    assert fits(told, schemas["StatusView"], schemas)
