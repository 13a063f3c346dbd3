import pytest

from sangdam.security.errors import CallError
from sangdam.security.signatures import (
    check_shape,
    check_signature,
    check_timestamp,
    make_signature,
    signed_content,
    signed_file,
)

KEY = "431402c0eaaf46d889f243db9e7492e2"
ORGANIZATION = "WopqM8euoYw89B7i"
TIMESTAMP = "1658199661153"
BODY = b'{"categoryId":2542,"subject":"s","content":"c"}'

# The five vectors of docs/product.md, "Signature".
VECTORS = {
    "list with two parameters": (
        "/APISimple/openapi/v1/ticket/enduser/usercode/list.json",
        signed_content({"categoryId": "1", "language": "ko"}, b""),
        "SDBA1DMXugTj+hbWF447ipvGnhwamSMB8i8Qv5ZdBnM=",
    ),
    "body after a parameter": (
        "/APISimple/openapi/v1/ticket.json",
        signed_content({"language": "ko"}, BODY),
        "pLd9bZHbJGM+MMnx1QBWycMWZ420wdWFavwF2UZJDwQ=",
    ),
    "body alone": (
        "/APISimple/openapi/v1/ticket.json",
        signed_content({}, BODY),
        "RZaxShkbSXzp6H/Z+INi/11Hxyc5FwQ/ctIZDDuut4w=",
    ),
    "upload": (
        "/APISimple/openapi/v1/ticket/attachments/upload.json",
        signed_file([b"hel", b"lo"]),
        "cBnKT+BG1h8eODpnhgck/Hh/ic8Gulijwl9yThl2JDY=",
    ),
    "nothing but the path": (
        "/APISimple/openapi/v1/mail.json",
        signed_content({}, b""),
        "pGGVim8IKDCgNV76XgxxpI0l5jrTRBdJjvsizy9c9b0=",
    ),
}


@pytest.mark.parametrize(("path", "content", "expected"), VECTORS.values(), ids=VECTORS)
def test_the_vectors_of_the_product(path, content, expected):
    made = make_signature(key=KEY, organization_id=ORGANIZATION, path=path, content=content, timestamp=TIMESTAMP)
    assert made == expected
    check_signature(expected, key=KEY, organization_id=ORGANIZATION, paths=[path], content=content, timestamp=TIMESTAMP)


def test_values_stand_in_the_order_of_their_names():
    assert signed_content({"b": "2", "a": "1", "B": "0", "é": "4", "c": ""}, b"") == b"0&1&2&&4"


def test_names_are_ordered_as_java_orders_them():
    """A name beyond the basic plane comes before one near its end: Java compares UTF-16."""
    assert signed_content({"\uffee": "second", "\U0001f600": "first"}, b"") == b"first&second"


@pytest.mark.parametrize(
    "changed",
    [
        {"given": ""},
        {"given": "x"},
        {"given": "가"},
        {"given": "RZaxShkbSXzp6H/Z+INi/11Hxyc5FwQ/ctIZDDuut4w"},
        {"key": "0" * 32},
        {"organization_id": "WopqM8euoYw89B7j"},
        {"paths": ["/APISimple/openapi/v1/Ticket.json"]},
        {"paths": []},
        {"content": BODY + b" "},
        {"timestamp": "1658199661154"},
    ],
    ids=str,
)
def test_anything_else_is_refused(changed):
    call = {
        "given": VECTORS["body alone"][2],
        "key": KEY,
        "organization_id": ORGANIZATION,
        "paths": ["/APISimple/openapi/v1/ticket.json"],
        "content": BODY,
        "timestamp": TIMESTAMP,
    } | changed
    with pytest.raises(CallError) as refused:
        check_signature(call.pop("given"), **call)
    assert refused.value.code == ("signature_missing" if changed == {"given": ""} else "signature_wrong")


@pytest.mark.parametrize("offset", [-300_000, 0, 300_000])
def test_five_minutes_either_way_are_let_through(offset):
    check_timestamp(str(1658199661153 + offset), 1658199661153)


@pytest.mark.parametrize(
    ("timestamp", "code"),
    [
        ("", "timestamp_missing"),
        ("now", "timestamp_not_numeric"),
        ("-1658199661153", "timestamp_not_numeric"),
        ("1658199661153.0", "timestamp_not_numeric"),
        ("１６５８１９９６６１１５３", "timestamp_not_numeric"),
        ("9" * 5000, "timestamp_not_numeric"),
        ("01658199661153", "timestamp_not_numeric"),
        ("001658199661153", "timestamp_not_numeric"),
        ("0", "timestamp_not_numeric"),
        ("+1658199661153", "timestamp_not_numeric"),
        (" 1658199661153", "timestamp_not_numeric"),
        ("1658199661153 ", "timestamp_not_numeric"),
        ("1658199661153\n", "timestamp_not_numeric"),
        ("1_658_199_661_153", "timestamp_not_numeric"),
        ("١٦٥٨١٩٩٦٦١١٥٣", "timestamp_not_numeric"),
        ("1658199361152", "timestamp_expired"),
        ("1658199961154", "timestamp_expired"),
        ("1658199661", "timestamp_expired"),
    ],
)
def test_other_timestamps_are_refused(timestamp, code):
    with pytest.raises(CallError) as refused:
        check_timestamp(timestamp, 1658199661153)
    assert refused.value.code == code


SHAPED = "A" * 43 + "="


@pytest.mark.parametrize("given", ["", "A" * 44, SHAPED[1:], SHAPED + "\n", SHAPED + "x", "x" + SHAPED])
def test_what_no_call_can_be_signed_with_is_refused_without_the_call(given):
    check_shape(SHAPED)
    with pytest.raises(CallError):
        check_shape(given)
