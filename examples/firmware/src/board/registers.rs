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
    /// At `base` is a peripheral whose registers can be read and written with no effect on memory, and it is used with
    /// the offsets of its registers only. Of all that use the peripheral at the same time, an interrupt's handler
    /// included, at most one writes a given register, unless each write is a whole that none of the others relies on.
    pub const unsafe fn at(base: usize) -> Self {
        Self { base }
    }

    pub fn read(&self, offset: usize) -> u32 {
        // SAFETY: a register, as `at` was promised.
        unsafe { read_volatile((self.base + offset) as *const u32) }
    }

    /// Whether any of these bits of a register is set.
    pub fn any(&self, offset: usize, bits: u32) -> bool {
        self.read(offset) & bits != 0
    }

    pub fn write(&mut self, offset: usize, value: u32) {
        // SAFETY: a register, as `at` was promised, and nobody else's to write at this moment.
        unsafe { write_volatile((self.base + offset) as *mut u32, value) }
    }
}
