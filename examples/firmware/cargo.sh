#!/bin/sh
# Cargo on a machine where rustup may not have the target: ./cargo.sh build --release [--target TARGET]
#
# Where rustup has it this is plain cargo. Otherwise Debian's compiler is used, which comes with the sources of `core`
# and builds them too. setup.sh installs one or the other.
set -eu
cd "$(dirname "$0")"

# The one that cargo will build for: as it was told, or the default of .cargo/config.toml.
target=thumbv7m-none-eabi
previous=
for argument; do
    case $previous,$argument in
        --target,*) target=$argument ;;
        *,--target=*) target=${argument#--target=} ;;
        *,--) break ;;
    esac
    previous=$argument
done
[ -d "$(rustc --print target-libdir --target "$target")" ] && exec cargo "$@"

if ! [ -x /usr/bin/rustc ] || ! [ -d /usr/lib/rustlib ]; then
    echo "there is no compiler for $target: run examples/firmware/setup.sh" >&2
    exit 1
fi
# The linker, which Debian's compiler looks for, is rustup's.
host=$(rustc -vV | sed -n 's/^host: //p')
PATH=$(rustc --print sysroot)/lib/rustlib/$host/bin:$PATH
export PATH RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1
exec cargo -Z build-std=core "$@"
