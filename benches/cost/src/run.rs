//! What a program does with a client.

/// Puts the readings and gets them back, for ever.
#[cfg(not(feature = "count"))]
pub fn run<C, V: Copy, E, F>(
    client: &'static mut C,
    readings: &'static [V],
    put: impl Fn(&mut C, V) -> Result<(), E>,
    get: impl Fn(&mut C) -> Result<(), F>,
) -> ! {
    use core::hint::black_box;

    loop {
        for &reading in black_box(readings) {
            black_box(putting(client, reading, &put));
            black_box(getting(client, &get));
        }
    }
}

#[cfg(feature = "count")]
pub use crate::count::run;

/// Puts a reading, and says whether it went well. Not inlined, so that it is the same code wherever it is called from.
#[inline(never)]
pub(crate) fn putting<C, V, E>(client: &mut C, reading: V, put: &impl Fn(&mut C, V) -> Result<(), E>) -> bool {
    put(client, reading).is_ok()
}

/// Gets the readings, and says whether it went well.
#[inline(never)]
pub(crate) fn getting<C, E>(client: &mut C, get: &impl Fn(&mut C) -> Result<(), E>) -> bool {
    get(client).is_ok()
}

/// Gets nothing, in programs that only put.
///
/// # Errors
///
/// Never.
pub fn no_get<C>(_: &mut C) -> Result<(), core::convert::Infallible> {
    Ok(())
}
