//! What happens when a program goes wrong: it ends with a status, where the defaults would loop for ever.

use core::panic::PanicInfo;

use cortex_m_rt::{ExceptionFrame, exception};
use semihosting::eprintln;

use super::exit::{FAULT, PANIC, exit};

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    cortex_m::interrupt::disable();
    eprintln!("{info}");
    exit(PANIC)
}

#[exception]
unsafe fn HardFault(frame: &ExceptionFrame) -> ! {
    eprintln!("hard fault at {:#010x}", frame.pc());
    exit(FAULT)
}
