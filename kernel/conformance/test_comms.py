"""Do comms open, speak and close?"""

from conftest import kinds, only


def test_a_comm_to_an_unknown_target_is_closed(client):
    msg_id = client.send("shell", "comm_open", {"comm_id": "c1", "target_name": "nobody", "data": {}})
    assert only(client.outputs(msg_id), "comm_close") == {"comm_id": "c1", "data": {}}
    assert client.reply(client.kc.comm_info())["content"] == {"status": "ok", "comms": {}}


def test_words_to_a_comm_that_is_not_open_are_ignored(client):
    for msg_type in ("comm_msg", "comm_close"):
        msg_id = client.send("shell", msg_type, {"comm_id": "gone", "data": {"a": 1}})
        assert kinds(client.outputs(msg_id)) == ["status", "status"]
    assert client.value("1 + 1") == "2"


def test_info_is_for_one_target_where_one_is_named(client):
    assert client.reply(client.kc.comm_info("jupyter.widget"))["content"] == {"status": "ok", "comms": {}}
