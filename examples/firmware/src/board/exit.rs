//! How a program ends. On a board it would not: it would reset, or sleep.
//!
//! 1 is left to QEMU, which exits with it when it cannot start.

/// The program did what it was to do.
pub const SUCCESS: u8 = 0;
/// An invalid argument. The number is that of BSD's `sysexits.h`.
pub const USAGE: u8 = 64;
/// The program panicked.
pub const PANIC: u8 = 101;
/// The core took a HardFault.
pub const FAULT: u8 = 102;

/// Ends the emulation with a status. Needs semihosting, like all of this module.
pub fn exit(status: u8) -> ! {
    semihosting::process::exit(status.into())
}
