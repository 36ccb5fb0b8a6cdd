"""What goes wrong with a cluster, as one sentence each: what, where, what to do."""

import ssl
from collections.abc import Mapping
from typing import Any

from opensearchpy.exceptions import (
    AuthenticationException,
    ConnectionError,
    ConnectionTimeout,
    OpenSearchException,
    SSLError,
    TransportError,
)

from indexer.cluster.access import Access

TRANSIENT = (502, 503, 504)
FULL = (
    "the disks of the OpenSearch nodes are nearly full and its indexes read-only; free"
    " space, the nodes lift the block by themselves"
)
IN_PART = (
    " has shards of the index on no node that answers; bring the missing nodes back, or"
    " see its _cluster/allocation/explain"
)
OTHER_NAME = (62, 64)  # codes of OpenSSL: the certificate is for another host, or IP
OUTDATED = (9, 10)  # not valid yet, or no more


def sentence(error: OpenSearchException, access: Access) -> str:
    """What went wrong, where, and what to do."""
    where = f"OpenSearch at {access.shown}"
    match error:
        case SSLError():
            return _of_tls(_innermost(error), where, access)
        case ConnectionTimeout():
            return (
                f"{where} did not answer in time; look at its load, or raise"
                f" BLUEPRINTS_OPENSEARCH_TIMEOUT_SECONDS ({access.timeout:g})"
            )
        case ConnectionError():
            return _of_silence(_innermost(error), where, access)
        case AuthenticationException():
            return _of_refusal(where, access)
        case TransportError():
            said = error.info or error.error or f"status {error.status_code}"
            return told_sentence(*told(said), access)
    return f"{where}: {error}"


def told_sentence(kind: str, reason: str, access: Access) -> str:
    """The sentence for an error that OpenSearch told."""
    where = f"OpenSearch at {access.shown}"
    if is_block(kind, reason):
        return FULL
    if kind == "security_exception":
        who = f"user {access.user!r}" if access.user else "this program"
        return (
            f"{where} does not let {who} do what is needed"
            f" ({reason.partition(' and User')[0]}); give the role the rights that"
            " docs/operations.md lists"
        )
    if kind == "search_phase_execution_exception" and reason == "all shards failed":
        return where + IN_PART
    return f"{where}: {reason or kind}"


def told(info: Any) -> tuple[str, str]:
    """The type and the reason of an error as OpenSearch tells it, its cause if any."""
    error = info.get("error", info) if isinstance(info, Mapping) else info
    if not isinstance(error, Mapping):
        return "", str(error)
    roots = error.get("root_cause") or [error]
    reason = str(roots[0].get("reason", ""))
    cause = error.get("caused_by") or roots[0].get("caused_by") or {}
    if cause.get("reason") and cause["reason"] not in reason:
        reason = f"{reason}: {cause['reason']}"
    return str(roots[0].get("type", "")), reason[:500]


def is_block(kind: str, reason: str) -> bool:
    """Whether an error is the block of indexes that a full disk brings."""
    return kind == "index_create_block_exception" or (
        kind == "cluster_block_exception" and "read-only" in reason
    )


def is_of_all(kind: str, reason: str) -> bool:
    """Whether a document was refused for what holds for every other one as well."""
    return is_block(kind, reason) or kind == "security_exception"


def is_transient(error: OpenSearchException) -> bool:
    """Whether the same call may well be answered in a while."""
    match error:
        case SSLError():
            return False
        case ConnectionError():
            return True
        case TransportError(status_code=500):
            return "node_not_connected" in str(error.info)
        case TransportError():
            return error.status_code in TRANSIENT
    return False


def _of_tls(cause: BaseException, where: str, access: Access) -> str:
    match cause:
        case ssl.SSLCertVerificationError(verify_code=code) if code in OTHER_NAME:
            return (
                f"the certificate of {where} is for another name; name the nodes in"
                " BLUEPRINTS_OPENSEARCH_URL as their certificates do"
            )
        case ssl.SSLCertVerificationError(verify_code=code) if code in OUTDATED:
            return (
                f"the certificate of {where} is out of date ({cause.verify_message});"
                " renew it, or set the clock of this machine"
            )
        case ssl.SSLCertVerificationError():
            return (
                f"the certificate of {where} is not trusted ({cause.verify_message});"
                " name the file of its authority in BLUEPRINTS_OPENSEARCH_CA"
            )
        case ssl.SSLError(reason="WRONG_VERSION_NUMBER"):
            return f"{where} speaks no TLS; begin BLUEPRINTS_OPENSEARCH_URL with http:"
        case (
            FileNotFoundError()
            | IsADirectoryError()
            | PermissionError()
            | ssl.SSLError(reason="NO_CERTIFICATE_OR_CRL_FOUND")
        ):
            return (
                f"no certificate can be read from {str(access.authority)!r}"
                f" ({_plain(cause)}); see BLUEPRINTS_OPENSEARCH_CA"
            )
    return f"{where} made no TLS connection ({_plain(cause)})"


def _of_silence(cause: BaseException, where: str, access: Access) -> str:
    hung_up = isinstance(cause, ConnectionAbortedError | ConnectionResetError)
    plain = all(url.startswith("http:") for url in access.urls)
    tls = ", and does it want https:" if hung_up and plain else ""
    return f"{where} does not answer ({_plain(cause)}); is it running{tls}"


def _of_refusal(where: str, access: Access) -> str:
    if access.user:
        what = f"refused user {access.user!r} with that password"
        return f"{where} {what}; see BLUEPRINTS_OPENSEARCH_USER and _PASSWORD"
    if access.api_key:
        return f"{where} refused the API key; see BLUEPRINTS_OPENSEARCH_API_KEY"
    return (
        f"{where} asks who is there; set BLUEPRINTS_OPENSEARCH_USER and _PASSWORD,"
        " or _API_KEY"
    )


def _innermost(error: BaseException) -> BaseException:
    """The error at the bottom, that others were made of."""
    last = error.args[-1] if error.args else None
    inner = last if isinstance(last, BaseException) else error.__cause__
    return _innermost(inner) if inner else error


def _plain(error: BaseException) -> str:
    """What an error says, without its number."""
    said = getattr(error, "reason", None) or getattr(error, "strerror", None)
    return str(said or error or type(error).__name__).replace("_", " ").lower()
