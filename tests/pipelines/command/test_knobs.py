"""Settings that are wrong, and settings as they are shown."""

import pytest

from pipelines.command.knobs import knobs, read_settings
from pipelines.errors import WrongUseError
from settings import Settings

HTTP = "an address is http://HOST:PORT or https://HOST:PORT"
REDIS = "an address is redis://HOST:PORT or rediss://HOST:PORT"


@pytest.fixture(autouse=True)
def alone(monkeypatch, tmp_path):
    """A folder without a file of settings."""
    monkeypatch.chdir(tmp_path)


def shown(name):
    knob = next(k for k in knobs(read_settings()) if k.name == name)
    return knob.value, knob.default, knob.source


def refused():
    with pytest.raises(WrongUseError) as told:
        read_settings()
    return str(told.value)


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("BLUEPRINTS_OPENSEARCH_URL", "search", HTTP),
        ("BLUEPRINTS_OPENSEARCH_URL", "http://", HTTP),
        ("BLUEPRINTS_OPENSEARCH_URL", "http://one:9200,http://two:99999", HTTP),
        ("BLUEPRINTS_OPENSEARCH_URL", "http://[::1", HTTP),
        ("BLUEPRINTS_TIKA_ENDPOINT", "tika:9998", HTTP),
        ("TIKA_SERVER_ENDPOINT", "tika:9998", HTTP),
        ("BLUEPRINTS_BROKER_URL", "amqp://broker", REDIS),
        ("BLUEPRINTS_TIMEOUT_SECONDS", "inf", "86400"),
        ("BLUEPRINTS_TIMEOUT_SECONDS", "nan", "86400"),
        ("BLUEPRINTS_OPENSEARCH_TIMEOUT_SECONDS", "1e9", "86400"),
        ("BLUEPRINTS_BROKER_RESEND_SECONDS", "inf", "86400"),
    ],
)
def test_a_wrong_value_is_told_with_its_variable(monkeypatch, variable, value, words):
    monkeypatch.setenv(variable, value)
    assert refused().startswith(f"{variable}={value!r}: ")
    assert words in refused()


def test_a_wrong_address_in_the_file_is_told_by_its_name_there(tmp_path):
    (tmp_path / "blueprints.toml").write_text("tika_endpoint = 'tika'")
    assert refused() == f"blueprints.toml: tika_endpoint='tika': {HTTP}"


@pytest.mark.parametrize("value", ["me:secret@node", "https://me:se/cret@node"])
def test_a_wrong_address_keeps_its_password(monkeypatch, value):
    monkeypatch.setenv("BLUEPRINTS_OPENSEARCH_URL", value)
    assert refused() == f"BLUEPRINTS_OPENSEARCH_URL='***@node': {HTTP}"


def test_addresses_lose_their_blanks(monkeypatch):
    monkeypatch.setenv("BLUEPRINTS_OPENSEARCH_URL", " http://one , https://two:1/x,")
    assert read_settings().opensearch_url == "http://one,https://two:1/x"
    monkeypatch.setenv("BLUEPRINTS_OPENSEARCH_URL", " , ")
    assert read_settings().opensearch_url == ""


def test_false_and_nought_are_shown(monkeypatch):
    monkeypatch.setenv("BLUEPRINTS_OPENSEARCH_VERIFY", "false")
    variable = "BLUEPRINTS_OPENSEARCH_VERIFY"
    assert shown("opensearch_verify") == ("false", "true", variable)
    assert shown("nhs_logo") == ("false", "false", "default")
    assert shown("workers") == ("0", "0", "default")
    assert shown("mappings") == ("", "", "default")


def test_the_name_that_programs_for_tika_use_gives_its_address(monkeypatch):
    monkeypatch.setenv("TIKA_ENDPOINT", "http://of.another.program")
    assert shown("tika_endpoint") == ("", "", "default")
    monkeypatch.setenv("TIKA_SERVER_ENDPOINT", "http://tika:9998")
    told = ("http://tika:9998", "", "TIKA_SERVER_ENDPOINT")
    assert shown("tika_endpoint") == told


def test_a_secret_of_a_file_is_told_with_that_file(monkeypatch, tmp_path):
    monkeypatch.setitem(Settings.model_config, "secrets_dir", tmp_path)
    secret = tmp_path / "blueprints_label_key"
    secret.write_text("a long key")
    assert shown("label_key") == ("**********", "", str(secret))
    secret = tmp_path / "blueprints_opensearch_shards"
    secret.write_text("many")
    assert refused().startswith(f"{secret}='many': ")


def test_a_secret_that_is_not_read_is_told_with_its_file_and_why(monkeypatch, tmp_path):
    monkeypatch.setitem(Settings.model_config, "secrets_dir", tmp_path)
    secret = tmp_path / "blueprints_label_key"
    secret.symlink_to("/etc/hostname")
    told = refused()
    assert str(secret) in told
    assert "resolves outside" in told


def test_a_password_is_masked_to_its_end(monkeypatch):
    monkeypatch.setenv("BLUEPRINTS_TIKA_ENDPOINT", "http://ada:s3@cret@a,http://b")
    assert shown("tika_endpoint")[0] == "http://***@a,http://b"
