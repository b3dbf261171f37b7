"""A metrics server as they are usually written in Python: asyncio streams and a dict.

    python3 server.py [PORT] [options]

It prints ``listening on 127.0.0.1:PORT`` when it takes connections. SIGTERM ends it; it then prints every ``put`` that
it has carried out, as the text that came in: one JSON string a line.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import re
import signal
import sys
import unicodedata
from collections.abc import Iterator

# `float` and `int` alone would take `nan`, `1_000` and digits of other scripts.
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
TIMESTAMPS = range(-(2**63), 2**63)


class CommandError(ValueError):
    """A line is no command."""


def parse_key(text: str) -> str:
    """Return `text` if it can name a series."""
    if any(character.isspace() or unicodedata.category(character) == "Cc" for character in text):
        raise CommandError(f"not a key: {text!r}")
    return text


def parse_value(text: str) -> float:
    """Convert the text of a finite real number."""
    if not NUMBER.fullmatch(text) or not math.isfinite(float(text)):
        raise CommandError(f"not a value: {text!r}")
    return float(text)


def parse_timestamp(text: str) -> int:
    """Convert the text of an integer of 64 bits."""
    if not INTEGER.fullmatch(text) or int(text) not in TIMESTAMPS:
        raise CommandError(f"not a timestamp: {text!r}")
    return int(text)


class Store:
    """Samples in memory: a dict of key to a dict of timestamp to value."""

    def __init__(self) -> None:
        self.series: dict[str, dict[int, float]] = {}
        self.puts: list[str] = []

    def carry_out(self, line: str) -> list[str]:
        """Return the rows that answer a command; raise CommandError when it is none."""
        if not line.endswith("\n"):
            raise CommandError(f"not a line: {line!r}")
        fields = re.split(r"[ \t]+", line[:-1].removesuffix("\r").strip(" \t"))
        if len(fields) == 2 and fields[0] == "get":
            return list(self.rows(fields[1]))
        if len(fields) == 4 and fields[0] == "put" and fields[1] != "*":
            key, value, timestamp = parse_key(fields[1]), parse_value(fields[2]), parse_timestamp(fields[3])
            self.series.setdefault(key, {})[timestamp] = value
            self.puts.append(line)
            return []
        raise CommandError(f"not a command: {line!r}")

    def rows(self, selector: str) -> Iterator[str]:
        """Yield the rows of one key or, for `*`, of all, in order of their first insertion."""
        for key in list(self.series) if selector == "*" else [parse_key(selector)]:
            for timestamp, value in sorted(self.series.get(key, {}).items()):
                yield f"{key} {value} {timestamp}"


class Server:
    """Answers connections out of a store, in the manner that the options ask for."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.store = Store()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection until its end."""
        unfinished = b""
        try:
            while segment := await reader.read(65536):
                commands, unfinished = self.split(unfinished + segment)
                for command in commands:
                    await self.send(writer, self.respond(command))
        except (ConnectionError, asyncio.CancelledError):
            # The client is gone, or the server ends: nobody waits for the rest.
            pass
        finally:
            writer.close()

    def split(self, received: bytes) -> tuple[list[bytes], bytes]:
        """Return the commands in what was received, and the bytes that wait for the rest of their line."""
        if self.options.segments:
            return [received], b""
        *lines, unfinished = received.split(b"\n")
        return [line + b"\n" for line in lines if line.strip(b" \t\r")], unfinished

    def respond(self, command: bytes) -> bytes:
        """Return the whole response to one command."""
        try:
            rows = self.store.carry_out(command.decode())
            if self.options.newest_first:
                rows.reverse()
            lines = ["ok", *rows]
        except ValueError:  # a CommandError, or bytes that are no UTF-8
            lines = ["error", self.options.error_text]
        lines += ["", ""] if self.options.three_newlines else [""]
        end = "\r\n" if self.options.crlf else "\n"
        return "".join(line + end for line in lines).encode()

    async def send(self, writer: asyncio.StreamWriter, response: bytes) -> None:
        """Send a response at once, or byte by byte: asyncio sets TCP_NODELAY, so a write is a segment."""
        size = 1 if self.options.one_byte else len(response)
        for start in range(0, len(response), size):
            writer.write(response[start : start + size])
            await writer.drain()


def parse_arguments() -> argparse.Namespace:
    """Read the command line. The options are habits of servers that are met in practice."""
    parser = argparse.ArgumentParser(description="A metrics server to test clients with.")
    parser.add_argument("port", metavar="PORT", nargs="?", type=int, default=8888, help="0 takes a free one")
    parser.add_argument("--segments", action="store_true", help="take each received segment for one whole command")
    parser.add_argument("--crlf", action="store_true", help="end lines with CR LF")
    parser.add_argument("--three-newlines", action="store_true", help="end responses with one newline too many")
    parser.add_argument("--one-byte", action="store_true", help="send responses byte by byte")
    parser.add_argument("--newest-first", action="store_true", help="send rows in descending order")
    parser.add_argument("--error-text", metavar="TEXT", default="wrong command", help="what to say of a bad command")
    return parser.parse_args()


async def run(server: Server) -> None:
    """Serve until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    listener = await asyncio.start_server(server.serve, "127.0.0.1", server.options.port)
    host, port = listener.sockets[0].getsockname()
    print(f"listening on {host}:{port}", flush=True)
    # No `async with`: on its way out it would wait for clients that keep their connection.
    await stop.wait()


def main() -> None:
    """Run a server, then print its puts."""
    sys.stdout.reconfigure(encoding="utf-8")
    server = Server(parse_arguments())
    asyncio.run(run(server))
    for line in server.store.puts:
        print(json.dumps(line, ensure_ascii=False))


if __name__ == "__main__":
    main()
