#!/bin/sh
# Runs a program in QEMU: ./qemu.sh ELF [ARGUMENT...]
#
# Cargo calls it, as the runner in .cargo/config.toml. SERIAL says what the UART is connected to, in the words of QEMU's
# -serial: a server on this machine unless told, and `stdio` for the terminal.
set -eu

program=$1
shift
semihosting=enable=on,target=native,arg=$(basename "$program")
for argument; do
    semihosting=$semihosting,arg=$argument
done

# `exec`, so that whoever ends this process ends QEMU. No network: these programs need none.
exec qemu-system-arm -machine lm3s6965evb -cpu cortex-m3 -display none -monitor none -nic none \
    -serial "${SERIAL:-tcp:127.0.0.1:8888,nodelay=on}" -semihosting-config "$semihosting" -kernel "$program"
