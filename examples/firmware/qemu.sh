#!/bin/sh
# Runs a program in QEMU: ./qemu.sh BOARD ELF [ARGUMENT...]
#
# Cargo calls it, as the runner in .cargo/config.toml. BOARD is a machine in the words of QEMU's -machine. SERIAL says
# what the UART is connected to, in the words of QEMU's -serial: a server on this machine unless told, and `stdio` for
# the terminal.
set -eu

board=$1
program=$2
shift 2
semihosting=enable=on,target=native,arg=$(basename "$program")
for argument; do
    semihosting=$semihosting,arg=$argument
done

# `exec`, so that whoever ends this process ends QEMU. No network: these programs need none.
exec qemu-system-arm -machine "$board" -display none -monitor none -nic none \
    -serial "${SERIAL:-tcp:127.0.0.1:8888,nodelay=on}" -semihosting-config "$semihosting" -kernel "$program"
