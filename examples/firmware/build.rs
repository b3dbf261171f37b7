//! Selects the board, and tells the linker what memory it has and how to lay out the programs in it.

use std::path::PathBuf;
use std::{env, fs};

/// The boards, each by the target of its core.
const BOARDS: [(&str, &str); 4] = [
    ("thumbv6m-none-eabi", "microbit"),
    ("thumbv7m-none-eabi", "lm3s6965evb"),
    ("thumbv7em-none-eabihf", "mps2-an386"),
    ("thumbv8m.main-none-eabihf", "mps2-an505"),
];

fn main() {
    let target = env::var("TARGET").unwrap();
    let Some((_, board)) = BOARDS.iter().find(|(core, _)| *core == target) else {
        panic!("there is no board for {target}");
    };
    println!("cargo:rustc-cfg=board={board:?}");
    let boards = BOARDS.map(|(_, board)| format!("{board:?}")).join(", ");
    println!("cargo:rustc-check-cfg=cfg(board, values({boards}))");

    // Where `link.x` finds `memory.x`.
    let folder = PathBuf::from(env::var_os("OUT_DIR").unwrap());
    fs::copy(format!("memory/{board}.x"), folder.join("memory.x")).unwrap();
    println!("cargo:rustc-link-search={}", folder.display());
    // Here and not in `.cargo/config.toml`, where RUSTFLAGS in the environment would override it.
    println!("cargo:rustc-link-arg-bins=-Tlink.x");
    if env::var_os("CARGO_FEATURE_DEFMT").is_some() {
        println!("cargo:rustc-link-arg-bins=-Tdefmt.x");
    }
    println!("cargo:rerun-if-changed=memory");
    println!("cargo:rerun-if-changed=build.rs");
}
