#!/bin/sh
# Installs what building the firmware and running it in QEMU take. What is there already is left as it is.
set -eu

target=thumbv7m-none-eabi

say() { printf 'setup: %s\n' "$*"; }

# Debian and its like. As root, or with sudo.
apt_install() {
    say "installing $* with apt"
    sudo=
    [ "$(id -u)" -eq 0 ] || sudo=sudo
    $sudo apt-get update -qq
    $sudo apt-get install -y -qq --no-install-recommends "$@"
}

if rustup target add "$target"; then
    say "compiler: $(rustc -V), target $target of rustup"
else
    say "rustup does not have $target here: building core from source, with Debian's compiler"
    if ! [ -x /usr/bin/rustc ] || ! [ -d /usr/lib/rustlib ]; then
        apt_install rustc-web rust-web-src
    fi
    say "compiler: $(/usr/bin/rustc -V), used by cargo.sh"
fi

command -v qemu-system-arm >/dev/null || apt_install qemu-system-arm
say "emulator: $(qemu-system-arm --version | head -n 1)"

# The tests give each program a network of its own.
command -v unshare >/dev/null || apt_install util-linux
command -v ip >/dev/null || apt_install iproute2
