import pytest

from sangdam.security.networks import contains, customer_network, read_network, write_network


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("192.0.2.7", "192.0.2.7"),
        (" 192.0.2.7\n", "192.0.2.7"),
        ("192.0.2.0/24", "192.0.2.0/24"),
        ("192.0.2.7/24", "192.0.2.0/24"),
        ("192.0.2.7/32", "192.0.2.7"),
        ("192.0.2.0/255.255.255.0", "192.0.2.0/24"),
        ("2001:DB8::1", "2001:db8::1"),
        ("2001:db8::/32", "2001:db8::/32"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.0/120", "192.0.2.0/24"),
        ("0.0.0.0/0", "0.0.0.0/0"),
    ],
)
def test_addresses_and_networks_are_read(typed, kept):
    assert write_network(read_network(typed)) == kept


@pytest.mark.parametrize(
    "typed", ["", "localhost", "192.0.2", "192.0.2.256", "192.0.2.0/33", "2001:db8::/129", "fe80::1%eth0", "1", "::g"]
)
def test_anything_else_is_not(typed):
    with pytest.raises(ValueError):
        read_network(typed)


@pytest.mark.parametrize(
    ("address", "is_inside"),
    [
        ("192.0.2.255", True),
        ("192.0.3.0", False),
        ("2001:db8:ffff::1", True),
        ("2001:db9::1", False),
        ("::ffff:192.0.2.1", False),
        ("", False),
        ("unknown", False),
    ],
)
def test_networks_contain_addresses_of_their_own_kind(address, is_inside):
    assert contains((read_network("192.0.2.0/24"), read_network("2001:db8::/32")), address) is is_inside


@pytest.mark.parametrize(
    ("text", "counted_by"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("192.0.2.0/24", None),
        ("somebody", None),
        ("192.0.2.7, 192.0.2.8", None),
    ],
)
def test_customers_are_counted_by_what_is_theirs(text, counted_by):
    assert customer_network(text) == counted_by
