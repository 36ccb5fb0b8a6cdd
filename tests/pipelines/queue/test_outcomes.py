import fsspec
import pytest

from pipelines.errors import StoreError
from pipelines.queue.outcomes import Order, Outcomes, Reply
from pipelines.storage.ledger import Row
from pipelines.storage.objects import Objects

ORDER = Order("/library", "retry")
REPLY = Reply((Row("a/x.zip", "a"), Row("a/x.zip!/y", "a", parent="a/x.zip")), ("d",))


@pytest.fixture(params=["folder", "memory"])
def objects(request, tmp_path):
    if request.param == "folder":
        yield Objects(f"file://{tmp_path}/records")
    else:
        yield Objects("memory://records")
        fsspec.filesystem("memory").store.clear()


@pytest.fixture
def outcomes(objects):
    found = Outcomes(objects)
    found.sweep()
    found.open("1-ab", ORDER)
    return found


def test_a_reply_arrives_and_is_taken_away(outcomes):
    assert outcomes.arrived("1-ab") == {}
    outcomes.reply("1-ab", "ward-12", REPLY)
    outcomes.reply("1-ab", "ward-13", Reply(fault="no room"))
    arrived = outcomes.arrived("1-ab")
    assert arrived == {"ward-12": REPLY, "ward-13": Reply(fault="no room")}
    outcomes.remove("1-ab", arrived)
    outcomes.remove("1-ab", ["ward-12"])  # no error if it is gone
    assert outcomes.arrived("1-ab") == {}


def test_attempts_are_counted_until_it_is_done(outcomes):
    begun = [outcomes.begin("1-ab", "ward-12", sending) for sending in (1, 2, 1, 2)]
    assert begun == [1, 1, 2, 2]
    outcomes.reply("1-ab", "ward-12", Reply(fault="the store is full"))
    assert outcomes.begin("1-ab", "ward-12", 3) == 1
    outcomes.reply("1-ab", "ward-12", REPLY)
    assert outcomes.begin("1-ab", "ward-12", 3) == 0
    assert outcomes.begin("1-ab", "ward-13", 3) == 1


def test_what_has_not_all_arrived_is_not_there_yet(outcomes, objects):
    objects.write("outcomes/1-ab/ward-12.json", b'{"rows": [')
    assert outcomes.arrived("1-ab") == {}
    outcomes.reply("1-ab", "ward-12", REPLY)
    assert outcomes.arrived("1-ab") == {"ward-12": REPLY}


def test_a_run_that_is_over_has_no_order(outcomes, objects):
    assert outcomes.order("1-ab") == ORDER
    for other in ("2-ab", "", "..", "../1-ab", "1-ab/tries", "None"):
        assert outcomes.order(other) is None
    outcomes.reply("1-ab", "ward-12", REPLY)
    outcomes.close("1-ab")
    assert outcomes.order("1-ab") is None
    assert objects.names("outcomes/1-ab") == []


@pytest.mark.parametrize("name", ["../open", "", "a/b", ".."])
def test_a_message_cannot_lead_out_of_its_run(outcomes, name):
    for write in (
        lambda *at: outcomes.begin(*at, 1),
        lambda *at: outcomes.reply(*at, REPLY),
    ):
        with pytest.raises(StoreError, match="is no name of"):
            write("1-ab", name)


def test_a_new_run_sweeps_and_the_old_one_says_so(outcomes):
    outcomes.sweep()
    with pytest.raises(StoreError, match="another run has taken record store"):
        outcomes.arrived("1-ab")
