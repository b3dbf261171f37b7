//! The clock's timer: TIMER0, at 1 MHz.

use cortex_m::interrupt::InterruptNumber;
use cortex_m::peripheral::NVIC;
use cortex_m_rt::exception;

use crate::board::clock;
use crate::board::registers::Registers;

const BASE: usize = 0x4000_8000;
const TASK_START: usize = 0x000;
const EVENT_COMPARE_0: usize = 0x140;
const SHORTCUTS: usize = 0x200;
const INTERRUPT_ENABLE: usize = 0x304;
const BIT_MODE: usize = 0x508;
const PRESCALER: usize = 0x510;
const COMPARE_0: usize = 0x540;

/// Ticks each millisecond.
pub fn start() {
    const COMPARE_0_CLEARS: u32 = 1 << 0;
    const ON_COMPARE_0: u32 = 1 << 16;
    const BITS_16: u32 = 0;
    /// 16 MHz are divided by two to this power.
    const TO_1_MHZ: u32 = 4;
    // SAFETY: the timer is there, above are its registers, and once it runs they are the interrupt's.
    let mut registers = unsafe { Registers::at(BASE) };
    registers.write(BIT_MODE, BITS_16);
    registers.write(PRESCALER, TO_1_MHZ);
    registers.write(COMPARE_0, 1000);
    registers.write(SHORTCUTS, COMPARE_0_CLEARS);
    registers.write(INTERRUPT_ENABLE, ON_COMPARE_0);
    // SAFETY: no critical section relies on this interrupt being off.
    unsafe { NVIC::unmask(Timer0) };
    registers.write(TASK_START, 1);
}

#[derive(Clone, Copy)]
struct Timer0;

// SAFETY: it is the timer's number in the chip's vector table.
unsafe impl InterruptNumber for Timer0 {
    fn number(self) -> u16 {
        8
    }
}

/// The handler of every interrupt without one of its own. Only the timer's is enabled.
#[exception]
unsafe fn DefaultHandler(number: i16) {
    assert_eq!(u16::try_from(number), Ok(Timer0.number()), "an interrupt that nobody asked for");
    // SAFETY: the timer runs, or there would be no interrupt; so these registers are its.
    let mut registers = unsafe { Registers::at(BASE) };
    registers.write(EVENT_COMPARE_0, 0);
    clock::tick();
}
