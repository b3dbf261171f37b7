"""Lockstep puts by the Python client in tests/peers.

    python3 lockstep.py HOST PORT

Each line on stdin is a number of puts to make; the answer is the nanoseconds that they took.
"""

from __future__ import annotations

import sys
import time

from client import Client


def main() -> None:
    """Put what stdin asks for."""
    host, port, key, start, *values = sys.argv[1:]
    client, timestamp = Client(host, int(port)), int(start)
    readings = [float(value) for value in values]
    for line in sys.stdin:
        begin = time.perf_counter_ns()
        for _ in range(int(line)):
            client.put(key, readings[timestamp % len(readings)], timestamp)
            timestamp += 1
        print(time.perf_counter_ns() - begin, flush=True)


if __name__ == "__main__":
    main()
