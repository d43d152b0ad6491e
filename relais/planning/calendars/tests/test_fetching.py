"""A calendar is fetched from the internet, in bounds of size and time, and never from the server's own network."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from threading import Event
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relais.planning.calendars import addresses
from relais.planning.calendars.addresses import may_visit, networks
from relais.planning.calendars.fetching import FetchRefused, fetch_calendar
from relais.planning.calendars.tests.server import CALENDAR, Answers, certificate, serving

HERE = networks(["127.0.0.1"])
INSIDE = """
    127.0.0.1 127.9.9.9 0.0.0.0 0.1.2.3 10.1.2.3 172.16.0.1 172.31.255.255 192.168.0.1 169.254.169.254 100.64.0.1
    100.100.100.200 168.63.129.16 192.0.2.1 198.18.0.1 224.0.0.1 240.0.0.1 255.255.255.255
    :: ::1 fe80::1 fc00::1 fd00:ec2::254 fec0::1 ff02::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::127.0.0.1 64:ff9b::7f00:1
    64:ff9b::a9fe:a9fe 64:ff9b:1::1 2002:7f00:1:: 2002:c0a8:1::1 2001:0:7f00:1:: 2001:db8::1
"""


@pytest.fixture(scope="module")
def port():
    with serving() as opened:
        yield opened


@pytest.fixture(scope="module")
def secure(tmp_path_factory):
    server, trust = certificate(tmp_path_factory.mktemp("tls"), "calendar.example")
    with serving(server) as opened:
        yield opened, trust


@pytest.fixture
def names(monkeypatch):
    """Names that lead to this machine, or wherever the test says; counts how often each is asked."""
    known: dict[str, list[str]] = {}
    asked: list[str] = []
    real = socket.getaddrinfo

    def look_up(host, port, *args, **kwargs):
        if host in known:
            asked.append(host)
            return [info for address in known[host] for info in real(address, port, *args, **kwargs)]
        ip_address(host)  # no test asks a real name server
        return real(host, port, *args, **kwargs)

    monkeypatch.setattr(addresses.socket, "getaddrinfo", look_up)
    known["calendar.example"] = ["127.0.0.1"]
    known["other.example"] = ["127.0.0.1"]
    look_up.known, look_up.asked = known, asked
    return look_up


def fetch(port, path, *, host="127.0.0.1", allowed=HERE, **options):
    return fetch_calendar(
        f"http://{host}:{port}{path}", allowed_networks=allowed, **{"timeout": 5, **options}
    )


def refusal(act):
    with pytest.raises(FetchRefused) as caught:
        act()
    return caught.value.code


class TestFetching:
    def test_brings_the_bytes(self, port):
        assert fetch(port, "/calendar") == CALENDAR

    def test_unpacks_what_was_packed(self, port):
        assert fetch(port, "/packed") == CALENDAR

    def test_follows_to_the_new_place(self, port):
        assert fetch(port, "/moved?/calendar") == CALENDAR
        assert fetch(port, "/moved?calendar") == CALENDAR

    def test_asks_by_name(self, port, names):
        assert fetch(port, "/calendar?a=1;b=é", host="calendar.example") == CALENDAR
        path, headers = Answers.seen[-1]
        assert path == "/calendar?a=1;b=%C3%A9"
        assert headers["Host"] == f"calendar.example:{port}"
        assert "Authorization" not in headers

    def test_sends_a_login_to_its_own_place_only(self, port, names):
        fetch(port, "/calendar", host="lea:s%40crets@calendar.example")
        assert Answers.seen[-1][1]["Authorization"] == "Basic bGVhOnNAY3JldHM="
        fetch(port, "/moved?/calendar", host="lea:secret@calendar.example")
        assert "Authorization" in Answers.seen[-1][1]
        fetch(port, f"/moved?http://other.example:{port}/calendar", host="lea:secret@calendar.example")
        assert "Authorization" not in Answers.seen[-1][1]

    def test_uses_no_proxy_of_the_environment(self, port, monkeypatch):
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")
        assert fetch(port, "/calendar") == CALENDAR

    def test_tries_the_next_address_of_a_name(self, port, names):
        names.known["calendar.example"] = ["127.0.0.7", "127.0.0.1"]
        allowed = networks(["127.0.0.0/8"])
        assert fetch(port, "/calendar", host="calendar.example", allowed=allowed) == CALENDAR


class TestRefusals:
    @pytest.mark.parametrize(
        ("path", "code"),
        [
            ("/page", "not_a_calendar"),
            ("/status?404", "not_found"),
            ("/status?410", "not_found"),
            ("/status?401", "sign_in_needed"),
            ("/status?403", "sign_in_needed"),
            ("/status?500", "answer_refused"),
            ("/status?304", "answer_refused"),
            ("/status?204", "answer_refused"),
            ("/nowhere", "answer_broken"),
            ("/around", "too_many_redirects"),
            ("/moved?ftp://127.0.0.1/", "address_invalid"),
            ("/moved?http://10.0.0.1/", "address_refused"),
            ("/moved?http://127.0.0.1:25/", "port_refused"),
            ("/large", "too_large"),
            ("/endless", "too_large"),
            ("/bomb", "too_large"),
            ("/half_packed", "answer_broken"),
            ("/not_packed", "answer_broken"),
            ("/strange", "answer_broken"),
            ("/short", "answer_broken"),
            ("/noise", "answer_broken"),
            ("/many_headers", "answer_broken"),
        ],
    )
    def test_each_has_its_code(self, port, path, code):
        assert refusal(lambda: fetch(port, path, limit=60_000)) == code

    @pytest.mark.parametrize("path", ["/drip", "/dripping_head", "/asleep"])
    def test_slow_is_slow_however_it_drips(self, port, path):
        before = perf_counter()
        assert refusal(lambda: fetch(port, path, timeout=0.5)) == "too_slow"
        assert perf_counter() - before < 5

    def test_a_name_server_that_does_not_answer_is_slow_too(self, monkeypatch):
        let_go = Event()  # the thread that asks is left behind, until this test is over
        monkeypatch.setattr(addresses.socket, "getaddrinfo", lambda *_, **__: let_go.wait(60) and [])
        before = perf_counter()
        try:
            assert refusal(lambda: fetch_calendar("https://calendar.example/", timeout=0.3)) == "too_slow"
            assert perf_counter() - before < 5
        finally:
            let_go.set()

    def test_a_closed_port_is_unreachable(self):
        with socket.socket() as held:
            held.bind(("127.0.0.1", 0))
            assert refusal(lambda: fetch(held.getsockname()[1], "/")) == "unreachable"

    def test_an_unknown_name_is_said(self, names, monkeypatch):
        def unknown(*args, **kwargs):
            raise socket.gaierror(socket.EAI_NONAME, "unknown")

        monkeypatch.setattr(addresses.socket, "getaddrinfo", unknown)
        assert refusal(lambda: fetch_calendar("https://calendar.example/")) == "name_unknown"

    @pytest.mark.parametrize(
        "url",
        [
            *[
                "",
                "calendar",
                "ftp://calendar.example/",
                "file:///etc/passwd",
                "javascript:1",
                "http://",
                "https:///x",
            ],
            *[
                "http://calendar.example:x/",
                "http://calendar.example:99999/",
                "http://a b/",
                "http://a/\r\nX: 1",
            ],
            *["http://[::1", "http://[fe80::1%25eth0]/", "http://a\\b/", "http://" + "a" * 70 + ".example/"],
            "https://calendar.example/" + "x" * 5000,
        ],
    )
    def test_what_is_no_address_is_refused_before_anything_is_asked(self, url, monkeypatch):
        monkeypatch.setattr(addresses.socket, "getaddrinfo", None)
        assert refusal(lambda: fetch_calendar(url)) == "address_invalid"

    @pytest.mark.parametrize(
        "path", ["/page", "/status?404", "/drip", "/moved?http://10.0.0.1/hidden", "/noise"]
    )
    def test_no_secret_of_the_address_is_told(self, port, names, path):
        with pytest.raises(FetchRefused) as caught:
            fetch(port, path, host="lea:hidden@calendar.example", timeout=0.5)
        told = repr((caught.value, caught.value.params, caught.value.__cause__))
        assert "hidden" not in told
        assert "calendar.example" in told or "10.0.0.1" in told


class TestOwnNetwork:
    @pytest.mark.parametrize("address", INSIDE.split())
    def test_is_never_visited(self, address, names):
        assert not may_visit(ip_address(address), ())
        names.known["inside.example"] = [address]
        assert refusal(lambda: fetch_calendar("http://inside.example/", timeout=2)) == "address_refused"

    @pytest.mark.parametrize(
        "address", ["93.184.215.14", "2606:2800:21f::1", "::ffff:93.184.215.14", "64:ff9b::5db8:d70e"]
    )
    def test_the_internet_is(self, address):
        assert may_visit(ip_address(address), ())

    @pytest.mark.parametrize(
        "host", ["127.0.0.1", "127.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "0"]
    )
    def test_however_it_is_written(self, host, port):
        assert (
            refusal(lambda: fetch_calendar(f"http://{host}:{port}/calendar", timeout=2)) == "address_refused"
        )

    def test_unless_the_administrator_allows_it(self, port):
        assert fetch(port, "/calendar", allowed=networks(["10.0.0.0/8", "127.0.0.0/8"])) == CALENDAR
        assert (
            refusal(lambda: fetch(port, "/calendar", allowed=networks(["10.0.0.0/8"]))) == "address_refused"
        )
        assert may_visit(ip_address("::ffff:127.0.0.1"), HERE)

    def test_a_redirect_does_not_lead_into_it(self, port, names):
        names.known["inside.example"] = ["10.0.0.1"]
        assert refusal(lambda: fetch(port, "/moved?http://inside.example/")) == "address_refused"

    def test_the_address_that_was_checked_is_the_one_visited(self, port, names, monkeypatch):
        visited = []
        real = socket.socket.connect
        monkeypatch.setattr(
            socket.socket, "connect", lambda self, to: (visited.append(to), real(self, to))[1]
        )
        fetch(port, "/calendar", host="calendar.example")
        assert names.asked == ["calendar.example"]
        assert visited == [("127.0.0.1", port)]

    def test_of_several_addresses_only_those_outside_are_visited(self, port, names):
        names.known["calendar.example"] = ["10.0.0.1", "127.0.0.1"]
        assert fetch(port, "/calendar", host="calendar.example") == CALENDAR

    def test_a_setting_that_is_no_network_is_an_error(self):
        with pytest.raises(ValueError, match="not-a-network"):
            networks(["10.0.0.0/8", "not-a-network"])

    @settings(deadline=None)
    @given(st.ip_addresses())
    def test_any_address_is_judged(self, address):
        if address.is_private or address.is_loopback or address.is_link_local or address.is_multicast:
            assert not may_visit(address, ())
        else:
            assert isinstance(may_visit(address, ()), bool)


class TestSecureConnections:
    @pytest.mark.parametrize("scheme", ["https", "webcal", "WEBCAL"])
    def test_are_verified_against_the_name(self, secure, names, scheme):
        port, trust = secure
        url = f"{scheme}://calendar.example:{port}/calendar"
        assert fetch_calendar(url, allowed_networks=HERE, tls=trust, timeout=5) == CALENDAR

    @pytest.mark.parametrize(("name", "trusted"), [("other.example", True), ("calendar.example", False)])
    def test_with_another_name_or_an_unknown_authority_are_refused(self, secure, names, name, trusted):
        port, trust = secure
        act = lambda: fetch_calendar(  # noqa: E731
            f"https://{name}:{port}/calendar",
            allowed_networks=HERE,
            tls=trust if trusted else None,
            timeout=5,
        )
        assert refusal(act) == "secure_connection_failed"

    def test_never_lead_to_an_open_one(self, secure, port, names):
        own, trust = secure
        url = f"https://calendar.example:{own}/moved?http://calendar.example:{port}/calendar"
        assert (
            refusal(lambda: fetch_calendar(url, allowed_networks=HERE, tls=trust, timeout=5))
            == "redirect_insecure"
        )

    def test_with_a_server_that_speaks_no_tls_are_refused(self, port):
        url = f"https://127.0.0.1:{port}/calendar"
        assert refusal(lambda: fetch_calendar(url, allowed_networks=HERE, timeout=2)) in (
            "secure_connection_failed",
            "too_slow",
        )
