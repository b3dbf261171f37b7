//! The panic handlers, one of which proves that nothing panics.

use core::panic::PanicInfo;

/// Calls a function that does not exist. Where nothing panics the linker drops this handler; elsewhere linking fails.
#[cfg(not(feature = "may-panic"))]
#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    unsafe extern "C" {
        safe fn a_panic_is_reachable() -> !;
    }
    a_panic_is_reachable()
}

/// The smallest panic handler.
#[cfg(all(feature = "may-panic", not(feature = "count")))]
#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {
        core::hint::spin_loop();
    }
}

/// Ends the run.
#[cfg(feature = "count")]
#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    semihosting::eprintln!("{info}");
    semihosting::process::exit(101)
}
