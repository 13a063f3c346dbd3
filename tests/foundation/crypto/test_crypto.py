import json

import pytest

from sangdam.foundation import crypto


@pytest.mark.parametrize("plain", ["", "kim@example.com", "홍길동 👩‍👩‍👧", "x" * 10_000])
def test_what_is_encrypted_opens_in_its_place(plain):
    token = crypto.encrypt(plain, "1|tickets.ticket.mail|T1")
    assert plain == crypto.decrypt(token, "1|tickets.ticket.mail|T1")
    assert plain == "" or plain not in token


@pytest.mark.parametrize(
    "elsewhere", ["2|tickets.ticket.mail|T1", "1|tickets.ticket.phone|T1", "1|tickets.ticket.mail|T2", ""]
)
def test_an_encrypted_value_does_not_open_in_another_place(elsewhere):
    token = crypto.encrypt("kim@example.com", "1|tickets.ticket.mail|T1")
    with pytest.raises(crypto.Unreadable):
        crypto.decrypt(token, elsewhere)


@pytest.mark.parametrize("token", ["", "s1:", "s1:!!", "plain text", "s2:AAAA", "s1:" + "A" * 60])
def test_what_was_not_encrypted_is_unreadable(token):
    with pytest.raises(crypto.Unreadable):
        crypto.decrypt(token, "x")


@pytest.mark.parametrize("value", ["true", "", True, False, None, 0, [], ["a, b", "c"], {"가": [1.5]}], ids=repr)
def test_an_encrypted_value_keeps_its_type(value):
    opened = crypto.decrypt_value(crypto.encrypt_value(value, "x"), "x")
    assert (type(opened), opened) == (type(value), value)


def test_what_was_encrypted_as_text_opens_as_that_text():
    assert crypto.decrypt_value(crypto.encrypt("false", "x"), "x") == "false"


def test_an_encrypted_text_is_not_taken_for_a_value_of_another_type_nor_the_other_way_round():
    text, value = crypto.encrypt_value("false", "x"), crypto.encrypt_value(False, "x")
    for swapped in (text.replace("s1:", "j1:", 1), value.replace("j1:", "s1:", 1)):
        with pytest.raises(crypto.Unreadable):
            crypto.decrypt_value(swapped, "x")


@pytest.mark.parametrize("token", [None, 5, True, ["s1:x"], {}, "", "s1:", "j1:", "s1:가", "plain"], ids=repr)
def test_whatever_a_damaged_row_holds_does_not_open(token):
    with pytest.raises(crypto.Unreadable):
        crypto.decrypt_value(token, "x")


def test_encrypting_twice_tells_nothing():
    assert crypto.encrypt("same", "x") != crypto.encrypt("same", "x")


def test_a_blind_index_finds_however_it_was_typed():
    assert crypto.blind_index(" Kim@Example.COM", "p") == crypto.blind_index("kim@example.com", "p")
    assert crypto.blind_index("ｋｉｍ@example.com", "p") == crypto.blind_index("kim@example.com", "p")


def test_a_blind_index_differs_by_purpose_and_value():
    assert crypto.blind_index("kim@example.com", "email|1") != crypto.blind_index("kim@example.com", "email|2")
    assert crypto.blind_index("a", "p") != crypto.blind_index("b", "p")
    assert len(crypto.blind_index("a", "p")) == 16


def test_new_keys_are_a_keyset_and_an_index_secret_and_never_the_same():
    first, second = json.loads(crypto.make_keyset()), json.loads(crypto.make_keyset())
    assert set(first) == {"seal", "index"}
    assert first["index"] != second["index"]
    assert first["seal"]["key"][0]["keyData"]["value"] != second["seal"]["key"][0]["keyData"]["value"]
