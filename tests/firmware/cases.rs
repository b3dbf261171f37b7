//! Tests out of functions: each runs programs in QEMU, which takes more than cargo.

/// A test of each function.
macro_rules! emulated {
    ($($name:ident)*) => {
        mod emulated {
            $(#[test]
            #[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
            fn $name() {
                super::$name();
            })*
        }
    };
}

/// A test of each function with each program's name, in a network of its own.
macro_rules! isolated {
    ($($program:ident)*; $names:tt) => {
        $(isolated!(@ $program $names);)*
    };
    (@ $program:ident { $($name:ident)* }) => {
        mod $program {
            $(#[test]
            #[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
            fn $name() {
                crate::namespace::isolated(|| super::$name(stringify!($program)));
            })*
        }
    };
}
