//! Tells the linker what memory there is, and how to lay out the programs in it.

use std::env;

fn main() {
    // Here and not in `.cargo/config.toml`, where RUSTFLAGS in the environment would override it.
    println!("cargo:rustc-link-arg-bins=-Tlink.x");
    // Where `link.x` finds `memory.x`.
    println!("cargo:rustc-link-search={}", env::var("CARGO_MANIFEST_DIR").unwrap());
    println!("cargo:rerun-if-changed=memory.x");
    println!("cargo:rerun-if-changed=build.rs");
}
