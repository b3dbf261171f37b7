//! Counts instructions and stack, and prints them for measure.py.
//!
//! QEMU with `-icount` gives every instruction the same time, so SysTick counts instructions: as many in a tick as the
//! `calibration` shows, a loop of known length.

use core::arch::asm;
use core::hint::black_box;

use cortex_m::Peripherals;
use cortex_m::peripheral::SYST;
use cortex_m::peripheral::syst::SystClkSource;
use semihosting::{print, println};

use crate::peer::device;
use crate::program::Program;
use crate::stack::high_water_mark;
use crate::values::{KEY, LONG_TEXTS, Reading, TEXTS};

/// SysTick counts from here down to 0, and starts again.
const RELOAD: u32 = 0x00FF_FFFF;
/// Two instructions each.
const CALIBRATION: u32 = 1_000_000;
const PUTS: u32 = 1000;
const GETS: u32 = 100;
/// Rows in a short and in a long response: the difference is what rows cost.
const ROWS: [(&str, usize); 2] = [("short", 2), ("long", 34)];
/// Bytes in a read, at most: as many as there is room for, and one.
const PIECES: [(&str, usize); 2] = [("whole", usize::MAX), ("bytes", 1)];

/// Counts what putting the readings and getting them back takes.
///
/// # Panics
///
/// When a reading is not put, or not got back: then there is nothing to count.
pub fn run<P: Program>(client: &'static mut P::Client) -> ! {
    let readings = black_box(P::Reading::ALL);
    let mut timer = Peripherals::take().expect("nobody has taken them before").SYST;
    timer.set_clock_source(SystClkSource::Core);
    timer.set_reload(RELOAD);
    timer.clear_current();
    timer.enable_counter();

    println!("ram 1 {}", size_of::<P::Client>());
    println!("calibration {} {}", 2 * CALIBRATION, ticks(calibrate));

    device().put_response.set(*b"ok\n\n");
    device().set_piece(usize::MAX);
    device().set_keeps_line(true);
    for &reading in readings {
        assert!(P::put(client, reading));
        device().line.bytes().for_each(|byte| print!("{}", char::from(byte)));
    }
    device().set_keeps_line(false);

    for (piece, bytes) in PIECES {
        device().set_piece(bytes);
        for &reading in readings {
            let ticks = ticks(|| (0..PUTS).for_each(|_| assert!(P::put(client, reading))));
            println!("put-{piece} {PUTS} {ticks}");
        }
        for (length, rows) in ROWS {
            for text in TEXTS {
                respond(text, rows);
                let ticks = ticks(|| (0..GETS).for_each(|_| assert!(P::get(client))));
                println!("get-{piece}-{length} {} {ticks}", GETS as usize * rows);
            }
        }
    }

    let mut stack = 0;
    for (_, bytes) in PIECES {
        device().set_piece(bytes);
        for &reading in readings {
            stack = stack.max(high_water_mark(|| assert!(P::put(client, reading))));
        }
        for text in TEXTS.into_iter().chain(LONG_TEXTS) {
            respond(text, 3);
            // Whatever comes of it: the long texts are more than a `Decimal` holds.
            stack = stack.max(high_water_mark(|| _ = P::get(client)));
        }
    }
    device().put_response.set(*b"error\nwrong command\n\n");
    stack = stack.max(high_water_mark(|| _ = P::put(client, readings[0])));
    println!("stack 1 {stack}");
    semihosting::process::exit(0)
}

/// Makes the peer answer a `get` with this number of rows.
fn respond(text: &str, rows: usize) {
    let row = [KEY, " ", text, " 1501864247\n"];
    let pieces = ["ok\n"].into_iter().chain((0..rows).flat_map(|_| row)).chain(["\n"]);
    device().get_response.set(pieces.flat_map(str::bytes));
}

/// How many ticks a function takes. Not more than one round of the timer.
fn ticks(call: impl FnOnce()) -> u32 {
    let before = SYST::get_current();
    call();
    before.wrapping_sub(SYST::get_current()) & RELOAD
}

fn calibrate() {
    // SAFETY: it counts a register down, which is its own.
    unsafe { asm!("2:", "subs {0}, {0}, #1", "bne 2b", inout(reg) CALIBRATION => _) }
}
