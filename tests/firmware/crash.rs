//! Going wrong.

use crate::board::{BOARDS, FAULT, PANIC};

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn a_crash_ends_the_emulation_with_a_status() {
    for board in BOARDS {
        assert_eq!(board.emulate("crash", None, &[]).status(), PANIC, "{}", board.name);
        assert_eq!(board.emulate("crash", None, &["1"]).status(), FAULT, "{}", board.name);
    }
}
