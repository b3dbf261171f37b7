//! Panics, faults and wrong arguments.

use crate::board::{BOARDS, FAULT, LM3S6965EVB, PANIC, USAGE};

emulated! {
    a_crash_ends_the_emulation_with_a_status
    a_mistyped_argument_is_a_usage_error
}

fn a_crash_ends_the_emulation_with_a_status() {
    for board in BOARDS {
        assert_eq!(board.emulate("crash", None, &[]).status(), PANIC, "{}", board.name);
        assert_eq!(board.emulate("crash", None, &["1"]).status(), FAULT, "{}", board.name);
    }
}

fn a_mistyped_argument_is_a_usage_error() {
    for (program, arguments) in [
        ("uart", &["2OOO"][..]),
        ("uart", &["2000", "-1"]),
        ("log", &["2s"]),
        ("tcp", &["10.0.2.2"]),
        ("embassy", &["localhost:8888"]),
        ("server", &["many"]),
        ("crash", &["one"]),
    ] {
        assert_eq!(LM3S6965EVB.emulate(program, None, arguments).status(), USAGE, "{program} {arguments:?}");
    }
}
