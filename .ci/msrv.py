"""Compares this package's rust-version with what its dependencies want; reads `cargo metadata` on stdin."""

import json
import sys


def version(package):
    return tuple(int(part) for part in (package["rust_version"] or "0").split("."))


def needed(metadata):
    """The packages that the library needs with all features, without what only its tests and examples need."""
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    seen, todo = set(), [metadata["resolve"]["root"]]
    while todo:
        node = nodes[todo.pop()]
        if node["id"] not in seen:
            seen.add(node["id"])
            todo += [dep["pkg"] for dep in node["deps"] if any(kind["kind"] != "dev" for kind in dep["dep_kinds"])]
    return seen


metadata = json.load(sys.stdin)
packages = {package["id"]: package for package in metadata["packages"]}
root = packages[metadata["resolve"]["root"]]
others = [packages[id] for id in needed(metadata) if id != root["id"]]
highest = max(others, key=version)
print(f"{root['name']} says {root['rust_version']}; the most that is needed is", end=" ")
print(f"{highest['rust_version']}, by {highest['name']} {highest['version']}")
if version(root)[:2] != version(highest)[:2]:
    sys.exit("rust-version in Cargo.toml is not what the dependencies need")
if f"\n{root['rust_version']}, for" not in open("README.md").read():
    sys.exit("the README does not name this rust-version")
