//! A server's side of a connection, however its bytes arrive and leave.

mod drive;
mod model;
mod samples;

use metricline::server::{FixedStore, MAX_KEY};

use drive::drive;
use samples::Samples;

/// Few enough to be filled by a short input.
const FEW: usize = 4;

/// The input is a first line of settings, then what a client sends until it closes.
///
/// The first byte of the settings is the longest line. Each other byte is a step, over and over: its high four bits are
/// how many bytes of the output the transport takes, its low four bits how many bytes of the input it gives; 15 is as
/// many as there are.
///
/// Whatever the steps, the output is the model's, whose input comes at once and whose output has room.
pub fn session(data: &[u8]) {
    let Some(settings_end) = data.iter().position(|&byte| byte == b'\n') else { return };
    let (settings, input) = (&data[..settings_end], &data[settings_end + 1..]);
    let Some((&max_line, steps)) = settings.split_first() else { return };
    // No line has 0 bytes.
    let max_line = usize::from(max_line).max(1);
    over_any_store::<64>(max_line, steps, input);
    over_any_store::<256>(max_line, steps, input);
    small_after_large(max_line, steps, input);
}

fn over_any_store<const N: usize>(max_line: usize, steps: &[u8], input: &[u8]) {
    let expected = model::converse(input, max_line.min(N), &mut Samples::new());
    assert_eq!(drive::<N>(input, max_line, steps, &mut Samples::new()), expected, "{N} bytes, any number of samples");

    let expected = model::converse(input, max_line.min(N), &mut Samples::limited(FEW, MAX_KEY));
    assert_eq!(drive::<N>(input, max_line, steps, &mut FixedStore::<FEW>::new()), expected, "{N} bytes, few samples");
}

/// A session sends what another one stored, even keys longer than its own buffers.
fn small_after_large(max_line: usize, steps: &[u8], input: &[u8]) {
    let (mut store, mut samples) = (Samples::new(), Samples::new());
    drive::<256>(input, max_line, steps, &mut store);
    model::converse(input, max_line.min(256), &mut samples);

    let everything = b"get *\n";
    let expected = model::converse(everything, everything.len(), &mut samples);
    assert_eq!(drive::<64>(everything, everything.len(), steps, &mut store), expected, "64 bytes, keys of up to 250");
}
