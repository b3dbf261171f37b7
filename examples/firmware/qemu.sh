#!/bin/sh
# Runs a program in QEMU: ./qemu.sh BOARD ELF [ARGUMENT...]
#
# Cargo calls it, as the runner in .cargo/config.toml. BOARD is a machine in the words of QEMU's -machine. SERIAL says
# what the UART is connected to, in the words of QEMU's -serial: unless told, a server on this machine, or the terminal
# if the program is a server. NETWORK says what the Ethernet is connected to, in the words of -nic: for a program that uses it, QEMU's
# own network, where 10.0.2.2 is this machine.
set -eu

board=$1
program=$2
shift 2
semihosting=enable=on,target=native,arg=$(basename "$program")
for argument; do
    semihosting=$semihosting,arg=$argument
done

case $(basename "$program") in
    tcp | embassy) serial=null network=user,model=stellaris ;;
    server) serial=stdio network=none ;;
    crash) serial=null network=none ;;
    *) serial=tcp:127.0.0.1:8888,nodelay=on network=none ;;
esac

# `exec`, so that whoever ends this process ends QEMU.
exec qemu-system-arm -machine "$board" -display none -monitor none \
    -serial "${SERIAL:-$serial}" -nic "${NETWORK:-$network}" \
    -semihosting-config "$semihosting" -kernel "$program"
