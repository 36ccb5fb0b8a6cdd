import pytest


def test_a_request_id_is_kept_if_it_is_well_formed(client):
    def answered(given):
        answer = client.get("/healthz", headers={"X-Request-ID": given})
        return answer.headers["x-request-id"]

    assert answered("abc-1.2_3") == "abc-1.2_3"
    assert answered("<script>") != "<script>"
    assert len(answered("x" * 65)) == 32


@pytest.mark.parametrize(
    "address", ["/api/v1/blueprints", "/api/v1/artefacts/plan/file", "/nowhere"]
)
def test_every_answer_has_safe_headers(client, address):
    headers = client.get(address).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "same-origin"


def test_long_answers_are_compressed_and_files_are_not(client):
    assert client.get("/api/v1/blueprints").headers["content-encoding"] == "gzip"
    file = client.get("/api/v1/artefacts/plan/file")
    assert "content-encoding" not in file.headers
    assert file.headers["content-length"] == str(len(file.content))


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip", True),
        ("gzip;q=0.5, br", True),
        ("gzip;q=0", False),
        ("br, gzip ; q=0.000", False),
        ("identity;q=0, gzip", True),
        ("br", False),
    ],
)
def test_gzip_is_for_those_who_take_it(client, accepted, packed):
    def answered(ask):
        headers = ask(
            "/api/v1/blueprints", headers={"Accept-Encoding": accepted}
        ).headers
        assert "Accept-Encoding" in headers["vary"]
        return headers.get("content-encoding"), headers["content-length"]

    coding, length = answered(client.get)
    assert coding == ("gzip" if packed else None)
    assert answered(client.head) == (coding, length)
