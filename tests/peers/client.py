"""A metrics client as they are usually written in Python, and what it has to say to a server.

    python3 client.py HOST PORT SCENARIO

A scenario talks to a server with an empty store and ends with status 0, or with a message that names the first
difference. `drive` is no scenario: it carries out calls from standard input, see there.
"""

from __future__ import annotations

import argparse
import json
import random
import socket
import struct
import sys
import time
from collections.abc import Callable
from functools import partial

# A server that needs longer for one response is broken, however slow the machine.
PATIENCE = 60

Address = tuple[str, int]
Metrics = dict[str, list[tuple[int, float]]]


class ClientError(Exception):
    """Anything that keeps a call from its result."""


class Client:
    """A connection to a metrics server."""

    def __init__(self, host: str, port: int, timeout: float | None = None) -> None:
        try:
            self._socket = socket.create_connection((host, port), timeout)
        except OSError as error:
            raise ClientError(f"cannot connect: {error}") from error

    def put(self, key: str, value: float | str, timestamp: int | str | None = None) -> None:
        """Store a sample, of this moment when there is no timestamp."""
        if timestamp is None:
            timestamp = int(time.time())
        if self._call(f"put {key} {value} {timestamp}\n"):
            raise ClientError("the response to a put has rows")

    def get(self, key: str) -> Metrics:
        """Return the samples of a key, or of all for `*`, sorted by timestamp."""
        metrics: Metrics = {}
        for row in self._call(f"get {key}\n"):
            try:
                name, value, timestamp = row.split()
                metrics.setdefault(name, []).append((int(timestamp), float(value)))
            except ValueError as error:
                raise ClientError(f"not a row: {row!r}") from error
        for samples in metrics.values():
            samples.sort()
        return metrics

    def _call(self, command: str) -> list[str]:
        """Send a command and return the rows of its response."""
        try:
            self._socket.sendall(command.encode())
            response = self._receive().decode()
        except (OSError, UnicodeError) as error:
            raise ClientError(f"no response: {error}") from error
        status, *rows = response[: -len("\n\n")].split("\n")
        if status == "error":
            raise ClientError("\n".join(rows))
        if status != "ok":
            raise ClientError(f"not a status: {status!r}")
        return rows

    def _receive(self) -> bytes:
        """Read until the blank line that ends a response."""
        response = b""
        while not response.endswith(b"\n\n"):
            part = self._socket.recv(4096)
            if not part:
                raise ClientError(f"the connection ended after {response!r}")
            response += part
        return response


class Difference(Exception):
    """The server did not do what the protocol asks for."""


def expect(expected: object, got: object, what: str) -> None:
    """Raise Difference unless both are the same."""
    # Not an `assert`, which `python3 -O` would leave out.
    if expected != got:
        raise Difference(f"{what}: expected {expected!r}, got {got!r}")


def expect_error(call: Callable[[], object], what: str) -> None:
    """Raise Difference unless the server rejects the call as a wrong command."""
    try:
        got = call()
    except ClientError as error:
        expect("wrong command", str(error), what)
    else:
        raise Difference(f"{what}: expected an error, got {got!r}")


def two_clients(address: Address) -> None:
    """The first conversation that every implementation must pass."""
    one, two = Client(*address, timeout=PATIENCE), Client(*address, timeout=PATIENCE)
    expect_error(lambda: one.get("wrong command test\n"), "a get of three words")
    expect({}, one.get("some_key"), "the first get")
    expect({}, one.get("some_key"), "the second get")
    one.put("k1", 0.25, timestamp=1)
    two.put("k1", 2.156, timestamp=2)
    one.put("k1", 0.35, timestamp=3)
    two.put("k2", 30, timestamp=4)
    one.put("k2", 40, timestamp=5)
    two.put("k2", 41, timestamp=5)
    k1 = [(1, 0.25), (2, 2.156), (3, 0.35)]
    k2 = [(4, 30.0), (5, 41.0)]
    for client in one, two:
        got = client.get("*")
        expect({"k1": k1, "k2": k2}, got, "get *")
        expect(["k1", "k2"], list(got), "the order of the keys")
        expect({"k2": k2}, client.get("k2"), "get k2")
        expect({"k1": k1}, client.get("k1"), "get k1")
        expect({}, client.get("k3"), "get k3")


def by_hand(address: Address) -> None:
    """The second conversation that every implementation must pass."""
    client = Client(*address, timeout=PATIENCE)
    expect({}, client.get("test_key"), "a get before the first put")
    expect_error(partial(client._call, "got test_key\n"), "got")
    client.put("test_key", 12.0, 1503319740)
    client.put("test_key", 13.0, 1503319739)
    test_key = [(1503319739, 13.0), (1503319740, 12.0)]
    expect({"test_key": test_key}, client.get("test_key "), "a get with a trailing space")
    client.put("another_key", 10, 1503319739)
    expect({"test_key": test_key, "another_key": [(1503319739, 10.0)]}, client.get("*"), "get *")


# Numbers as Python prints them, and texts that it prints for none. Python reads each as what the server must store.
VALUES: list[float | str] = [0.5, -0.25, 10.6, 0.1 + 0.2, 0, 301, -7, 2**53, 10**30, 4.2e6, 1e-7, 1e22, -1.5e300]
VALUES += [sys.float_info.max, sys.float_info.min, 5e-324, ".5", "5.", "+5", "1e3", "1E+3", "007"]
TIMESTAMPS: list[int | str] = [-(2**63), -5, 0, "+5", "007", 2**31, 2**63 - 1]


def numbers(address: Address) -> None:
    """Every form of number is read back as the number that was put."""
    client = Client(*address, timeout=PATIENCE)
    for at, value in enumerate(VALUES):
        client.put("value", value, at)
        expect((at, float(value)), client.get("value")["value"][-1], f"put value {value}")
    expect([(at, float(value)) for at, value in enumerate(VALUES)], client.get("value")["value"], "all values")
    for timestamp in reversed(TIMESTAMPS):
        client.put("timestamp", 1, timestamp)
    expect([(int(text), 1.0) for text in TIMESTAMPS], client.get("timestamp")["timestamp"], "all timestamps")


def this_moment(address: Address) -> None:
    """A sample without a timestamp is one of this moment."""
    client = Client(*address, timeout=PATIENCE)
    before = int(time.time())
    client.put("now", 1)
    client.put("now", 2)
    after = int(time.time())
    samples = client.get("now")["now"]
    expect(True, all(before <= timestamp <= after for timestamp, _ in samples), f"{before} {samples} {after}")
    expect(2.0, samples[-1][1], "the later value")


KEYS = ["palm.cpu", "ключ", "温度.室内", "naïve", "ok", "error", "put", "get", "**", "*x", "🌡", "k" * 500]


def keys(address: Address) -> None:
    """Keys of any script, and such as look like something else."""
    client = Client(*address, timeout=PATIENCE)
    for number, key in enumerate(KEYS):
        expect({}, client.get(key), f"get {key} before its put")
        client.put(key, number, number)
        expect({key: [(number, float(number))]}, client.get(key), f"get {key}")
    expect(KEYS, list(client.get("*")), "the order of the keys")
    # The same letter in two codings of Unicode is two keys.
    expect({}, client.get("nai\u0308ve"), "get of a decomposed key")


BAD_COMMANDS = (
    "get|get a b|put|put k|put k 1|put k 1 1 1|put * 1 1|GET *|Put k 1 1|ok"
    "|put k abc 1|put k 1,5 1|put k nan 1|put k inf 1|put k -Infinity 1|put k 1e999 1|put k 1_0 1|put k 0x10 1"
    "|put k 1 1.5|put k 1 1e3|put k 1 1_0|put k 1 |put k 1 9223372036854775808|put k\x00 1 1|put k ١ 1"
).split("|")


def bad_commands(address: Address) -> None:
    """Each bad command has its error, stores nothing, and leaves the connection usable."""
    client = Client(*address, timeout=PATIENCE)
    for command in BAD_COMMANDS:
        expect_error(partial(client._call, f"{command}\n"), repr(command))
        expect({}, client.get("*"), f"get * after {command!r}")
    expect_error(lambda: client.put("two words", 1, 1), "a key of two words")
    expect_error(lambda: client.put("", 1, 1), "an empty key")
    expect_error(lambda: client.put("k", float("nan"), 1), "NaN")
    expect({}, client.get("*"), "get * after errors only")
    client.put("k", 1, 1)
    expect({"k": [(1, 1.0)]}, client.get("*"), "get * after a put")


MANY = 2000


def many_puts(address: Address) -> None:
    """More samples than fit a segment."""
    client = Client(*address, timeout=PATIENCE)
    samples = [(number, number * number / 7) for number in range(MANY)]
    for timestamp, value in reversed(samples):
        client.put("many", value, timestamp)
    for _ in range(2):
        expect({"many": samples}, client.get("many"), "get many")
        expect({}, client.get("none"), "get none")


def random_bits(address: Address) -> None:
    """Any double comes back as the same double."""
    client, bits = Client(*address, timeout=PATIENCE), random.Random(1)
    doubles = (struct.unpack("<d", bits.getrandbits(64).to_bytes(8, "little"))[0] for _ in range(MANY))
    # Neither NaN nor infinite: those differ from themselves, or have a difference that does.
    samples = [(at, value) for at, value in enumerate(doubles) if value - value == 0]
    for timestamp, value in samples:
        client.put("double", value, timestamp)
    expect({"double": samples}, client.get("double"), "get double")


def drive(address: Address) -> None:
    """Carry out the calls that come in, each a JSON list such as `["put", "key", 0.5, 1]`, and print the results."""
    client = Client(*address, timeout=PATIENCE)
    methods: dict[str, Callable[..., object]] = {"put": client.put, "get": client.get}
    for line in sys.stdin:
        method, *arguments = json.loads(line)
        result: object
        try:
            result = methods[method](*arguments)
        except ClientError as error:
            result = {"ClientError": str(error)}
        print(json.dumps(result, ensure_ascii=False), flush=True)


RUNNABLE: dict[str, Callable[[Address], None]] = {
    run.__name__: run
    for run in (two_clients, by_hand, numbers, this_moment, keys, bad_commands, many_puts, random_bits, drive)
}


def main() -> None:
    """Run what the command line names."""
    parser = argparse.ArgumentParser(description="A metrics client to test servers with.")
    parser.add_argument("host", metavar="HOST")
    parser.add_argument("port", metavar="PORT", type=int)
    parser.add_argument("scenario", metavar="SCENARIO", choices=list(RUNNABLE), help=", ".join(RUNNABLE))
    arguments = parser.parse_args()
    for stream in sys.stdin, sys.stdout, sys.stderr:
        stream.reconfigure(encoding="utf-8")
    try:
        RUNNABLE[arguments.scenario]((arguments.host, arguments.port))
    except (ClientError, Difference) as error:
        sys.exit(f"{arguments.scenario}: {type(error).__name__}: {error}")


if __name__ == "__main__":
    main()
