#!/bin/sh
# Cargo on a machine where rustup may not have the target: ./cargo.sh build --release [--target TARGET]
#
# Where rustup has it this is plain cargo. Otherwise, or with CORE_FROM_SOURCE=1, core is built too: with rustup's
# compiler if it has the sources, or with Debian's, which comes with them. setup.sh installs what is needed.
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
if [ -z "${CORE_FROM_SOURCE:-}" ] && [ -d "$(rustc --print target-libdir --target "$target")" ]; then
    exec cargo "$@"
fi

sysroot=$(rustc --print sysroot)
if ! [ -d "$sysroot/lib/rustlib/src/rust" ]; then
    if ! [ -x /usr/bin/rustc ] || ! [ -d /usr/lib/rustlib/src ]; then
        echo "there is no compiler for $target with core's sources: run examples/firmware/setup.sh --core-from-source" >&2
        exit 1
    fi
    # The linker, which Debian's compiler looks for, is rustup's.
    host=$(rustc -vV | sed -n 's/^host: //p')
    PATH=$sysroot/lib/rustlib/$host/bin:$PATH
    export PATH RUSTC=/usr/bin/rustc
fi
# For `-Z`, with a compiler that is not nightly.
export RUSTC_BOOTSTRAP=1
exec cargo -Z build-std=core "$@"
