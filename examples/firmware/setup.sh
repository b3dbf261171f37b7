#!/bin/sh
# Installs what building the firmware and running it in QEMU take. What is there already is left as it is.
#
# With --core-from-source what builds core too, even where rustup has the targets: benches/cost needs it.
set -eu

# Those of the boards in build.rs.
targets='thumbv6m-none-eabi thumbv7m-none-eabi thumbv7em-none-eabihf thumbv8m.main-none-eabihf'

say() { printf 'setup: %s\n' "$*"; }

# What smoltcp needs, more than the library does.
oldest=91
debian_is_new_enough() {
    minor=$(/usr/bin/rustc -V 2>/dev/null | sed -n 's/^rustc 1\.\([0-9]*\)\..*/\1/p')
    [ "${minor:-0}" -ge "$oldest" ] && [ -d /usr/lib/rustlib/src ]
}

# Debian and its like. As root, or with sudo.
apt_install() {
    say "installing $* with apt"
    sudo=
    [ "$(id -u)" -eq 0 ] || sudo=sudo
    $sudo apt-get update -qq
    $sudo apt-get install -y -qq --no-install-recommends "$@"
}

from_source=
case ${1:-} in
    '') ;;
    --core-from-source) from_source=yes ;;
    *) echo "usage: setup.sh [--core-from-source]" >&2; exit 2 ;;
esac

# Unquoted, to be several words.
if rustup target add $targets; then
    say "compiler: $(rustc -V), with rustup's $targets"
else
    say "rustup does not have all of $targets here: core is to be built from source"
    from_source=yes
fi
if [ -n "$from_source" ]; then
    if rustup component add rust-src; then
        say "compiler with core's sources: $(rustc -V)"
    else
        say "rustup does not have core's sources here: using Debian's compiler"
        debian_is_new_enough || apt_install rustc-web rust-web-src
        debian_is_new_enough || { say "its $(/usr/bin/rustc -V) is older than 1.$oldest" >&2; exit 1; }
        say "compiler with core's sources: $(/usr/bin/rustc -V)"
    fi
fi

command -v qemu-system-arm >/dev/null || apt_install qemu-system-arm
# benches/cost reads programs with its size and nm.
command -v nm >/dev/null || apt_install binutils
say "emulator: $(qemu-system-arm --version | head -n 1)"

# The tests give each program a network of its own.
command -v unshare >/dev/null || apt_install util-linux
command -v ip >/dev/null || apt_install iproute2
# Some of their peers are Python programs.
command -v python3 >/dev/null || apt_install python3
