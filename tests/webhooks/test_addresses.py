"""Where a webhook may go: nothing inside our own network, whatever it is called."""

from ipaddress import ip_address

import pytest

from siyu.channels.webhook import service
from siyu.channels.webhook.addresses import may_call, networks, target
from siyu.channels.webhook.errors import BadUrl, InsideAddress

INSIDE = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "2002:7f00:1::1",
    "2001::1",
    "fe80::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
]
OUTSIDE = ["8.8.8.8", "1.1.1.1", "172.32.0.1", "2606:4700::1111"]


@pytest.mark.parametrize("address", INSIDE)
def test_an_inside_address_is_not_called(address: str) -> None:
    for scheme in ("http", "https"):
        assert not may_call(ip_address(address), scheme=scheme, allowed=())


@pytest.mark.parametrize("address", OUTSIDE)
def test_a_public_address_is_called_by_https_alone(address: str) -> None:
    assert may_call(ip_address(address), scheme="https", allowed=())
    assert not may_call(ip_address(address), scheme="http", allowed=())


def test_a_network_is_let_in_by_name_and_by_http_only_within_this_machine() -> None:
    allowed = networks("127.0.0.0/8, 10.1.0.0/16")
    assert may_call(ip_address("10.1.2.3"), scheme="https", allowed=allowed)
    assert not may_call(ip_address("10.1.2.3"), scheme="http", allowed=allowed)
    assert not may_call(ip_address("10.2.0.1"), scheme="https", allowed=allowed)
    assert may_call(ip_address("127.0.0.1"), scheme="http", allowed=allowed)
    assert may_call(ip_address("::ffff:127.0.0.1"), scheme="http", allowed=allowed)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://shop.example/hooks",
        "http://shop.example/hooks",
        "https://",
        "https:///hooks",
        "https://user:pass@shop.example/",
        "https://shop.example:0/",
        "https://shop.example:99999/",
        "https://shop .example/",
        "https://shop.example/\r\nx: y",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://127.1/",
        "https://0177.0.0.1/",
        "https://[::1/",
        "javascript:alert(1)",
        "/hooks",
        "https://" + "a" * 2_000,
    ],
)
def test_what_is_no_whole_https_url_is_refused(url: str) -> None:
    with pytest.raises(BadUrl):
        service.check_url(url, allowed="")


@pytest.mark.parametrize(
    "url", ["https://10.0.0.1/", "https://localhost/", "http://localhost:9000/", "http://[::1]/"]
)
def test_an_inside_url_is_refused_and_names_the_setting(url: str) -> None:
    with pytest.raises(InsideAddress) as refused:
        service.check_url(url, allowed="")
    assert "SIYU_WEBHOOK_NETWORKS" in refused.value.sentence("en")


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://shop.example/a?b=c", ("https", "shop.example", 443)),
        ("https://商店.example/", ("https", "商店.example".encode("idna").decode(), 443)),
        ("https://[2606:4700::1111]:8443/", ("https", "2606:4700::1111", 8443)),
        ("http://localhost:9000/", ("http", "localhost", 9000)),
    ],
)
def test_a_url_is_taken_apart(url: str, found: tuple[str, str, int]) -> None:
    assert target(url) == found
