#!/usr/bin/env python3
"""Measures what metricline costs a firmware, and proves that it cannot panic there.

It builds the programs of this folder, reads their sizes, runs them in QEMU, and prints the tables that README.md holds.
It fails when a limit is exceeded, when a program can panic, or when the tables in README.md are others.

It needs the compiler's targets, the sources of core, binutils and QEMU: `examples/firmware/setup.sh
--core-from-source` installs them.
"""

import argparse
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CARGO = ROOT / "examples/firmware/cargo.sh"
README = ROOT / "README.md"
BEGIN, END = "<!-- benches/cost/measure.py --write -->\n", "<!-- end -->\n"

M0, M3 = "thumbv6m-none-eabi", "thumbv7m-none-eabi"


@dataclass(frozen=True)
class Build:
    """One column of the flash table."""
    title: str
    profile: str
    target: str
    # Or as the toolchain brings it along, which is compiled for speed: its memmove alone takes 1.6 kB.
    core_from_source: bool = False

    @property
    def folder(self) -> Path:
        return HERE / "target" / ("core-from-source" if self.core_from_source else "core-as-it-comes")

    @property
    def cargo(self) -> dict[str, str]:
        """The environment for cargo.sh, which takes Debian's compiler where rustup does not have the target."""
        return os.environ | {"CORE_FROM_SOURCE": "1" if self.core_from_source else ""}


# What the limits are for.
QUICK = Build('"s", core too', "s", M3, core_from_source=True)
BUILDS = [
    QUICK,
    Build('"s"', "s", M3),
    Build('"z"', "z", M3),
    Build("3", "o3", M3),
    Build('3, zmij at "s"', "o3_zmij_s", M3),
    Build('"s", Cortex-M0', "s", M0),
]


@dataclass(frozen=True)
class Case:
    """A program, which is one row of the tables."""
    program: str
    title: str
    # What may not be exceeded, for a Cortex-M3 at opt-level "s", at which core is compiled too.
    limits: dict[str, int] = field(default_factory=dict, compare=False)

    @property
    def by_hand(self) -> bool:
        return self.program.startswith("by_hand")

    @property
    def gets(self) -> bool:
        return "_get_" in self.program


CASES = [
    Case("put_integer", "`put` an integer", {"flash": 1500, "ram": 300, "stack": 256}),
    Case("put_decimal", "`put` a `Decimal`", {"flash": 1500, "ram": 300, "stack": 256, "put": 1000}),
    Case("put_f32", "`put` an `f32`", {"flash": 5400, "ram": 300, "stack": 256}),
    Case("put_f64", "`put` an `f64`", {"flash": 6600, "ram": 300, "stack": 256}),
    Case("put_get_decimal", "`put` and `get` `Decimal`s",
         {"flash": 3600, "ram": 300, "stack": 320, "put": 1000, "row": 1300, "row_by_byte": 2800}),
    Case("put_get_f32", "`put` and `get` `f32`s", {"ram": 300}),
    Case("put_get_f64", "`put` and `get` `f64`s", {"flash": 9500, "ram": 300, "stack": 640}),
    Case("by_hand_put_integer", "by hand, `put` an integer"),
    Case("by_hand_put_f32", "by hand, `put` an `f32`"),
    Case("by_hand_put_f64", "by hand, `put` an `f64`"),
    Case("by_hand_put_get_f64", "by hand, `put` and `get` `f64`s"),
]

# In the names of what is linked when something can panic, however they are mangled.
PANICS = re.compile(r"panic|rust_begin_unwind|unwrap_failed|expect_failed|slice_\w*index|bounds_check|_fail\b")
# Measured by nothing, but proven too.
PROVEN = "everything"
# The name in src/panic.rs.
PROOF = "a_panic_is_reachable"


def note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def run(command: list[str | Path], **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, **options)


# ---- building ----


def cargo(build: Build, programs: list[str], features: str = "") -> tuple[dict[str, Path], str]:
    """Builds programs. Returns those that link, and what cargo printed about the others."""
    paths = {program: build.folder / build.target / build.profile / program for program in programs}
    for path in paths.values():
        path.unlink(missing_ok=True)
    command = [CARGO, "build", "--manifest-path", HERE / "Cargo.toml", "--locked", "--quiet", "--keep-going"]
    command += ["--target-dir", build.folder]
    command += ["--target", build.target, "--profile", build.profile, "--features", features]
    for program in programs:
        command += ["--bin", program]
    done = run(command, stderr=subprocess.PIPE, env=build.cargo)
    built = {program: path for program, path in paths.items() if path.exists()}
    if done.returncode != 0 and PROOF not in done.stderr:
        sys.exit(f"{done.stderr}\nthe programs cannot be built")
    return built, done.stderr


def compiler(program: Path) -> str:
    version = re.search(rb"rustc version ([^ ]+)", program.read_bytes())
    return f"rustc {version[1].decode()}" if version else "an unknown compiler"


def flash(program: Path) -> int:
    """Bytes to be programmed: code, constants, and the initial values of variables."""
    text, data, *_ = run(["size", program]).stdout.splitlines()[1].split()
    return int(text) + int(data)


# ---- no panic ----


def panics(program: Path) -> list[str]:
    return sorted(set(filter(PANICS.search, run(["nm", "--format=just-symbols", program]).stdout.split())))


def check_control(build: Build) -> list[str]:
    """A program that can panic has to fail both checks that the others pass."""
    problems = []
    linked, said = cargo(build, ["control"])
    if linked or PROOF not in said:
        problems.append(f"at {build.title} the control program links: that the others do proves nothing")
    linked, _ = cargo(build, ["control"], "may-panic")
    if not panics(linked["control"]):
        problems.append(f"at {build.title} the control program has no symbol of a panic: their lack proves nothing")
    return problems


# ---- what is measured ----


@dataclass
class Figures:
    """What was measured of a program."""
    compilers: dict[Build, str] = field(default_factory=dict)
    flash: dict[Build, int] = field(default_factory=dict)
    panics: bool = False
    ram: int = 0
    stack: int = 0
    put: int = 0
    put_by_byte: int = 0
    row: int | None = None
    row_by_byte: int | None = None


def measure_flash(build: Build, figures: dict[Case, Figures], symbols: int) -> list[str]:
    ours = [case.program for case in figures if not case.by_hand]
    by_hand = [case.program for case in figures if case.by_hand]
    linked, said = cargo(build, ["empty", PROVEN, *ours])
    empty = flash(linked["empty"])
    problems = []
    missing = [program for program in [PROVEN, *ours] if program not in linked]
    if missing:
        said = "\n".join(re.findall(r".*(?:undefined symbol|referenced by).*", said))
        problems.append(f"at {build.title} a panic is reachable in {', '.join(missing)}:\n{said}")
    linked |= cargo(build, by_hand + missing, "may-panic")[0] if by_hand + missing else {}
    if found := panics(linked[PROVEN]):
        problems.append(f"at {build.title} {PROVEN} has symbols of a panic: {', '.join(found)}")
    for case, of in figures.items():
        program = linked[case.program]
        of.flash[build] = flash(program) - empty
        of.compilers[build] = compiler(program)
        if found := panics(program):
            of.panics = True
            if not case.by_hand and case.program not in missing:
                problems.append(f"at {build.title} {case.program} has symbols of a panic: {', '.join(found)}")
        if symbols:
            print_symbols(case.program, program, symbols)
    return problems


def print_symbols(name: str, program: Path, count: int) -> None:
    sizes = run(["nm", "--size-sort", "--reverse-sort", "--radix=d", "--demangle", program]).stdout.splitlines()
    print(name, *sizes[:count], sep="\n")


# It takes less than one; more is a program that hangs.
QEMU_SECONDS = 120
# Those in src/values.rs.
READINGS = [10.6, 23.4375, 4200000, 1013.25, -40.0, 0.0001, 1e-7]
# What a program has counted, by name: how often, and how much in all.
Lines = dict[str, list[tuple[int, int]]]


def count(program: str) -> Lines:
    """Runs a program in QEMU. It prints the lines that it puts, and what it counted: a name, how often, how much."""
    elf = QUICK.folder / QUICK.target / QUICK.profile / program
    command = ["qemu-system-arm", "-machine", "lm3s6965evb", "-cpu", "cortex-m3", "-kernel", elf]
    command += ["-display", "none", "-monitor", "none", "-serial", "null", "-nic", "none"]
    # One nanosecond an instruction, whatever the host does.
    command += ["-icount", "shift=0,sleep=off", "-semihosting-config", "enable=on,target=native"]
    try:
        done = run(command, stderr=subprocess.PIPE, timeout=QEMU_SECONDS)
    except subprocess.TimeoutExpired:
        sys.exit(f"{program} did not end in QEMU within {QEMU_SECONDS} s")
    if done.returncode != 0:
        sys.exit(f"{program} failed in QEMU with status {done.returncode}:\n{done.stdout}{done.stderr}")
    lines: Lines = {}
    puts = []
    for line in done.stdout.splitlines():
        name, *fields = line.split()
        if name == "put":
            puts.append(fields)
        else:
            times, amount = map(int, fields)
            lines.setdefault(name, []).append((times, amount))
    # The measured cost is that of putting these readings, and of nothing less.
    readings = [round(reading) if "integer" in program else reading for reading in READINGS]
    expected = [("palm.cpu", reading, "1501864247") for reading in readings]
    if program != "empty" and [(key, float(value), timestamp) for key, value, timestamp in puts] != expected:
        sys.exit(f"{program} puts other readings:\n{done.stdout}")
    return lines


def instructions(lines: Lines, name: str) -> list[float]:
    """Instructions for each of the readings."""
    return [ticks * tick(lines) / times for times, ticks in lines[name]]


def rows(lines: Lines, piece: str) -> list[float]:
    """Instructions a row, for each of the readings: what a long response takes more than a short one."""
    pairs = zip(lines[f"get-{piece}-short"], lines[f"get-{piece}-long"])
    return [(long_ticks - short_ticks) * tick(lines) / (long - short)
            for (short, short_ticks), (long, long_ticks) in pairs]


def tick(lines: Lines) -> float:
    """Instructions in a tick of the guest's timer."""
    (instructions_, ticks), = lines["calibration"]
    return instructions_ / ticks


def measure_counts(figures: dict[Case, Figures]) -> None:
    cargo(QUICK, ["empty", *(case.program for case in figures)], "count")
    empty = count("empty")

    def above_empty(of, lines, *arguments) -> int:
        return round(median(a - b for a, b in zip(of(lines, *arguments), of(empty, *arguments))))

    for case, of in figures.items():
        lines = count(case.program)
        of.ram, of.stack = lines["ram"][0][1], lines["stack"][0][1]
        of.put = above_empty(instructions, lines, "put-whole")
        of.put_by_byte = above_empty(instructions, lines, "put-bytes")
        if of.put_by_byte < of.put:
            sys.exit(f"{case.program}: a put is cheaper byte by byte, so what is taken off for the transport is too much")
        if case.gets:
            of.row = above_empty(rows, lines, "whole")
            of.row_by_byte = above_empty(rows, lines, "bytes")


def exceeded(case: Case, figures: Figures) -> list[str]:
    measured = vars(figures) | {"flash": figures.flash[QUICK]}
    return [f"{case.program}: {name.replace('_', ' ')} is {measured[name]}, at most {limit} allowed"
            for name, limit in case.limits.items() if measured[name] > limit]


# ---- the tables ----


def table(head: list[str], body: list[list[str]]) -> str:
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *body]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines).replace("| --- |", "|---|").replace(" --: |", "--:|")


def tables(figures: dict[Case, Figures], builds: list[Build], version: str) -> str:
    flash = table(["flash in bytes", *(build.title for build in builds), "can panic"],
                  [[case.title, *(str(of.flash[build]) for build in builds),
                    "yes" if of.panics else "no"] for case, of in figures.items()])
    rest = table(['Cortex-M3, "s"', "RAM", "stack", "instructions a `put`", "byte by byte", "a row", "byte by byte"],
                 [[case.title, *("" if number is None else str(number) for number in
                                 (of.ram, of.stack, of.put, of.put_by_byte, of.row, of.row_by_byte))]
                  for case, of in figures.items()])
    return f"\n{flash}\n{rest}\nCompiled by {version}.\n\n"


def check_readme(tables_: str, version: str, write: bool) -> list[str]:
    text = README.read_text(encoding="utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        return [f"README.md has no place for the tables: {BEGIN.strip()} and {END.strip()}"]
    before, rest = text.split(BEGIN)
    there, after = rest.split(END)
    if there == tables_:
        return []
    if write:
        README.write_text(f"{before}{BEGIN}{tables_}{END}{after}", encoding="utf-8")
        note("README.md: written")
        return []
    if f"Compiled by {version}." not in there:
        # Another compiler makes other code, but not much.
        note(f"README.md: measured with another compiler than {version}, so figures may differ by a tenth")
        if is_like(there, tables_):
            return []
    return ["README.md has other tables: see `benches/cost/measure.py --write`"]


def is_like(there: str, here: str) -> bool:
    """Whether the tables have the same rows and columns, and no figure differs by more than a tenth."""
    figure = re.compile(r"(?<=\| )\d+(?= \|)")
    pairs = zip(map(int, figure.findall(there)), map(int, figure.findall(here)))
    return figure.sub("", there).partition("Compiled by")[0] == figure.sub("", here).partition("Compiled by")[0] and \
        all(abs(a - b) <= max(a, b) / 10 for a, b in pairs)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="put the tables into README.md, instead of comparing them")
    parser.add_argument("--quick", action="store_true", help='only what the limits are for, without README.md')
    parser.add_argument("--case", action="append", choices=[case.program for case in CASES], metavar="PROGRAM",
                        help="--quick with this program alone; may be repeated: %(choices)s")
    parser.add_argument("--symbols", type=int, default=0, metavar="N",
                        help="print the N biggest symbols of each program")
    arguments = parser.parse_args()
    quick = arguments.quick or arguments.case is not None

    figures = {case: Figures() for case in CASES if not arguments.case or case.program in arguments.case}
    builds = [QUICK] if quick else BUILDS
    problems = []
    for number, build in enumerate(builds, 1):
        note(f"[{number}/{len(builds) + 1}] flash at {build.title}")
        problems += measure_flash(build, figures, arguments.symbols)
        problems += check_control(build)
    note(f"[{len(builds) + 1}/{len(builds) + 1}] stack and instructions")
    measure_counts(figures)

    # For instance one of rustup, and Debian's.
    used = {of.compilers[build]: None for build in builds for of in figures.values()}
    version = " and ".join(used)
    result = tables(figures, builds, version)
    print(result)
    for case, of in figures.items():
        problems += exceeded(case, of)
    if not quick:
        problems += check_readme(result, version, arguments.write)
    for problem in problems:
        note(f"FAILED: {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
