//! How much of the stack a call uses.

use core::arch::asm;
use core::hint::black_box;
use core::ptr::{read_volatile, with_exposed_provenance_mut, write_volatile};

/// As much as is looked at.
const DEPTH: usize = 8192;
const PAINT: u32 = 0xC0FF_EE00;

/// Paints the free stack, makes a call, and returns how many bytes below this function's own the call has used.
#[inline(never)]
pub(crate) fn high_water_mark(call: impl FnOnce()) -> usize {
    let top: usize;
    // SAFETY: it reads a register.
    unsafe { asm!("mov {}, sp", out(reg) top, options(nomem, nostack, preserves_flags)) };
    let bottom = top - DEPTH;
    for address in (bottom..top).step_by(size_of::<u32>()) {
        // SAFETY: below the stack pointer memory is free until the next call, and `memory.x` has as much of it.
        unsafe { write_volatile(with_exposed_provenance_mut(address), PAINT) }
    }
    call_apart(call);
    // SAFETY: as above.
    let used = |address: &usize| unsafe { read_volatile(with_exposed_provenance_mut::<u32>(*address)) } != PAINT;
    let lowest = (bottom..top).step_by(size_of::<u32>()).find(used).unwrap_or(top);
    top - lowest
}

/// Has the call's own variables below the caller's stack pointer.
#[inline(never)]
fn call_apart(call: impl FnOnce()) {
    call();
    // Keeps what is above from being a tail call, whose frame would be the caller's.
    black_box(());
}
