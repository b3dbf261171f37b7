//! The registers of a peripheral.

use core::ptr::{read_volatile, write_volatile};

/// The registers of one peripheral, all of 32 bits.
#[derive(Debug)]
pub struct Registers {
    base: usize,
}

impl Registers {
    /// The registers from the address `base` on.
    ///
    /// # Safety
    ///
    /// Whoever has this is alone in using the peripheral, and uses it with the offsets of its registers only.
    pub const unsafe fn at(base: usize) -> Self {
        Self { base }
    }

    pub fn read(&self, offset: usize) -> u32 {
        // SAFETY: a register, as `at` was promised.
        unsafe { read_volatile((self.base + offset) as *const u32) }
    }

    pub fn write(&mut self, offset: usize, value: u32) {
        // SAFETY: a register, as `at` was promised, and nobody else's.
        unsafe { write_volatile((self.base + offset) as *mut u32, value) }
    }
}
