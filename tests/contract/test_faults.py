"""What people are told when a real cluster refuses, is guarded, or is not whole."""

import json
import socket
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from opensearchpy.exceptions import SSLError, TransportError

from indexer.build import build
from indexer.cluster import writer
from indexer.cluster.access import Access, client_of
from indexer.cluster.connection import Connection
from indexer.cluster.faults import sentence
from indexer.cluster.generations import Cluster
from indexer.cluster.writer import ClusterWriter, body_of
from indexer.engine import CURRENT, Entry, Part
from indexer.generations import activate
from indexer.index import Index
from indexer.query import EngineUnavailableError, Query
from tests.indexer.library import MAPPINGS, documents
from tests.services.guard import KEY, LOOPBACK, PASSWORD, STRANGER, USER, guarded
from tests.services.servers import free_port

BULK = "no permissions for [indices:data/write/bulk] and User [name=reader]"
RIGHT = {"user": USER, "password": PASSWORD, "authority": LOOPBACK}


@pytest.fixture
def cluster(clusters):
    return clusters()


@pytest.fixture(scope="module")
def guard(opensearch_url):
    with guarded(opensearch_url) as url:
        yield url


def said(access, prefix="contract"):
    """What is told when a cluster that is reached so is asked something."""
    place = Cluster(Connection(access), prefix)
    with pytest.raises(EngineUnavailableError) as caught:
        Index(place, MAPPINGS).search(Query())
    assert PASSWORD not in str(caught.value)
    return str(caught.value).replace(access.shown, "HERE")


def test_a_guarded_cluster_is_filled_and_searched(clusters, guard):
    place = clusters(to=Connection(Access((guard,), timeout=60, **RIGHT)))
    activate(place, build(place, documents(), MAPPINGS, {}))
    by_key = Access((guard,), api_key=KEY, authority=LOOPBACK)
    for found in (place, Cluster(Connection(by_key), place._prefix)):
        assert Index(found, MAPPINGS).search(Query()).total.blueprints == 3


@pytest.mark.parametrize(
    ("who", "told"),
    [
        (
            {"user": USER, "password": "wrong"},
            "OpenSearch at HERE refused user 'reader' with that password;"
            " see BLUEPRINTS_OPENSEARCH_USER and _PASSWORD",
        ),
        (
            {"api_key": "wrong"},
            "OpenSearch at HERE refused the API key; see BLUEPRINTS_OPENSEARCH_API_KEY",
        ),
        (
            {},
            "OpenSearch at HERE asks who is there;"
            " set BLUEPRINTS_OPENSEARCH_USER and _PASSWORD, or _API_KEY",
        ),
    ],
    ids=["password", "key", "nobody"],
)
def test_who_is_refused_is_told(guard, who, told):
    assert said(Access((guard,), authority=LOOPBACK, **who)) == told


def test_a_certificate_that_is_not_trusted_is_told(guard):
    for authority in (None, STRANGER):
        assert said(Access((guard,), USER, PASSWORD, authority=authority)) == (
            "the certificate of OpenSearch at HERE is not trusted (self-signed"
            " certificate); name the file of its authority in BLUEPRINTS_OPENSEARCH_CA"
        )
    trusted = Access((guard,), USER, PASSWORD, verify=False)
    assert Connection(trusted).client.ping()


def test_a_certificate_for_another_name_is_told(guard):
    url = guard.replace("127.0.0.1", "localhost")
    assert said(Access((url,), **RIGHT)) == (
        "the certificate of OpenSearch at HERE is for another name;"
        " name the nodes in BLUEPRINTS_OPENSEARCH_URL as their certificates do"
    )


@pytest.mark.parametrize("name", ["missing.pem", "empty.pem", "."])
def test_an_authority_that_cannot_be_read_is_told(guard, tmp_path, name):
    (tmp_path / "empty.pem").touch()
    told = said(Access((guard,), USER, PASSWORD, authority=tmp_path / name))
    assert told.startswith(f"no certificate can be read from '{tmp_path / name}' (")
    assert told.endswith("; see BLUEPRINTS_OPENSEARCH_CA")


def test_http_and_https_taken_for_each_other_is_told(guard, opensearch_url):
    plain = guard.replace("https:", "http:")
    told = said(Access((plain,)))
    assert told.startswith("OpenSearch at HERE does not answer (")
    assert told.endswith("; is it running, and does it want https:")
    assert said(Access((opensearch_url.replace("http:", "https:"),))) == (
        "OpenSearch at HERE speaks no TLS; begin BLUEPRINTS_OPENSEARCH_URL with http:"
    )


def test_what_a_role_may_not_do_is_told(clusters, opensearch_url):
    with guarded(opensearch_url, {"/_bulk": BULK}) as url:
        place = clusters(to=Connection(Access((url,), timeout=60, **RIGHT)))
        with pytest.raises(EngineUnavailableError) as caught:
            build(place, documents(), MAPPINGS, {})
        assert place.names() == []
    assert str(caught.value).endswith(
        "does not let user 'reader' do what is needed (no permissions for"
        " [indices:data/write/bulk]); give the role the rights that"
        " docs/operations.md lists"
    )


@contextmanager
def answering(version, port=0):
    """The URL of a server that tells this of its version, and no more."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = json.dumps({"version": version}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", port), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("version", "told"),
    [
        (
            {"distribution": "opensearch", "number": "2.19.4"},
            "OpenSearch at HERE is version 2.19.4;"
            " 3.0 or newer is needed, upgrade it first",
        ),
        (
            {"number": "8.17.0"},
            "the server at HERE is no OpenSearch (version 8.17.0);"
            " see BLUEPRINTS_OPENSEARCH_URL",
        ),
    ],
    ids=["old", "other"],
)
def test_a_server_of_another_kind_or_age_is_refused(version, told):
    with answering(version) as url:
        access = Access((url,))
        with pytest.raises(EngineUnavailableError) as caught:
            build(Cluster(Connection(access)), documents(), MAPPINGS, {})
    assert str(caught.value).replace(access.shown, "HERE") == told


def test_a_server_that_is_gone_is_told():
    assert said(Access((f"http://127.0.0.1:{free_port()}",))) == (
        "OpenSearch at HERE does not answer (connection refused); is it running"
    )


def test_a_server_is_waited_for_as_long_as_was_said():
    port = free_port()
    connection = Connection(Access((f"http://127.0.0.1:{port}",)))
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(connection.call, lambda client: client.info(), 1)
        time.sleep(0.8)  # after the second look
        with answering({"number": "3"}, port):
            assert waiting.result()["version"]["number"] == "3"


NOWHERE = {"index.routing.allocation.require._name": "no node's"}
RED = (
    r"OpenSearch cluster '\S+' is red: \d of its shards are on no node that answers;"
    r" bring the missing nodes back, or see its _cluster/allocation/explain"
)


def test_a_node_is_shown_with_the_port_that_it_is_asked_at():
    access = Access(("https://me:secret@os1", "http://os2", "https://os3:9201"))
    assert access.shown == "os1:443, os2:9200, os3:9201"
    nodes = client_of(access).transport.connection_pool.connections
    assert {n.host for n in nodes} == {
        "https://os1:443",
        "http://os2:9200",
        "https://os3:9201",
    }


def test_a_server_that_is_silent_is_told():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        assert said(Access((url,), timeout=0.2)) == (
            "OpenSearch at HERE did not answer in time; look at its load, or raise"
            " BLUEPRINTS_OPENSEARCH_TIMEOUT_SECONDS (0.2)"
        )


def test_nobody_waits_for_another_who_asks_a_silent_server():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        access = Access((f"http://127.0.0.1:{silent.getsockname()[1]}",), timeout=1)
        index = Index(Cluster(Connection(access)), MAPPINGS)
        begun = time.monotonic()
        with ThreadPoolExecutor(8) as pool:
            asked = [pool.submit(index.search, Query()) for _ in range(8)]
        assert time.monotonic() - begun < 4
    assert all(isinstance(a.exception(), EngineUnavailableError) for a in asked)


def test_a_certificate_out_of_date_is_told():
    cause = ssl.SSLCertVerificationError(1, "verify failed")
    cause.verify_code, cause.verify_message = 10, "certificate has expired"
    access = Access(("https://os1:9200",))
    assert sentence(SSLError("N/A", str(cause), cause), access) == (
        "the certificate of OpenSearch at os1:9200 is out of date (certificate has"
        " expired); renew it, or set the clock of this machine"
    )


def test_an_answer_without_a_reason_is_told_by_its_status():
    access = Access(("http://os1:9200",))
    assert sentence(TransportError(413, "", ""), access).endswith(": status 413")


def test_a_lost_index_is_told_and_a_new_generation_is_the_cure(cluster, connection):
    name, indices = build(cluster, documents(), MAPPINGS, {}), connection.client.indices
    activate(cluster, name)
    index = Index(cluster, MAPPINGS)
    index.check()
    lost = cluster._index(name, "passages")
    indices.delete(index=lost)
    body = {"settings": {**NOWHERE, "number_of_replicas": 0}}
    indices.create(index=lost, body=body, wait_for_active_shards=0)
    with pytest.raises(EngineUnavailableError, match=RED):
        index.check()
    with pytest.raises(EngineUnavailableError, match="on no node that answers; bring"):
        index.search(Query(text="ward"))
    activate(cluster, build(cluster, documents(), MAPPINGS, {}))
    index.check()
    assert index.search(Query(text="ward")).total.blueprints == 3
    cluster.discard(name)


def test_a_cluster_that_takes_no_new_index_is_told(cluster, connection, monkeypatch):
    monkeypatch.setattr(writer, "BIRTH", 1)
    template = {
        "index_patterns": [f"{cluster._prefix}-*"],
        "template": {"settings": NOWHERE},
    }
    indices = connection.client.indices
    indices.put_index_template(name=cluster._prefix, body=template)
    try:
        with pytest.raises(EngineUnavailableError, match=RED):
            build(cluster, documents(), MAPPINGS, {})
    finally:
        indices.delete_index_template(name=cluster._prefix)
    assert cluster.names() == []


def test_read_only_indexes_are_told_as_a_full_disk_and_searched(cluster, connection):
    name = build(cluster, documents(), MAPPINGS, {})

    def block(on):
        body = {"index.blocks.read_only_allow_delete": on}
        connection.client.indices.put_settings(index=f"{cluster._prefix}-*", body=body)

    block(True)
    with pytest.raises(EngineUnavailableError, match=r"disks.*nearly full.*free space"):
        activate(cluster, name)
    assert cluster.pointed(CURRENT) is None
    block(None)
    activate(cluster, name)
    block(True)
    assert Index(cluster, MAPPINGS).search(Query()).total.blueprints == 3


def test_a_disk_that_fills_while_documents_go_in_is_told(cluster, connection):
    index = f"{cluster._prefix}-g1-a1-x-artefacts"
    filling = ClusterWriter(
        connection, index, body_of(Part("artefacts", ["title"], []), 1)
    )
    block = {"index.blocks.read_only_allow_delete": True}
    connection.client.indices.put_settings(index=index, body=block)
    filling.add(Entry("a", "a", "a", {"title": "_"}, {}, None, "", 0, "{}", "{}"))
    with pytest.raises(EngineUnavailableError, match=r"disks.*nearly full.*free space"):
        filling.finish()
