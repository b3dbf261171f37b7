//! A client's side of a connection, however its bytes arrive.

mod batch;
mod client;
mod drive;
mod model;
mod peer;

use drive::{Schedule, When, drive};

/// The input is a first line of settings, then what the peer sends until it closes.
///
/// The low four bits of the first byte of the settings are the number of commands, and those of each other byte the
/// length of a piece, over and over; 0 is as much as there is room for. So the digits of a text stand for themselves.
///
/// Whenever the commands are sent and however the bytes arrive, the link reports what the model finds in the whole. So
/// does a batch, and a client what it finds in the first response.
pub fn link(data: &[u8]) {
    let Some(settings_end) = data.iter().position(|&byte| byte == b'\n') else { return };
    let (settings, received) = (&data[..settings_end], &data[settings_end + 1..]);
    let settings: Vec<usize> = settings.iter().map(|byte| usize::from(byte & 0x0f)).collect();
    let (commands, pieces) = settings.split_first().map_or((0, &[][..]), |(&commands, pieces)| (commands, pieces));
    // The smallest that there is, one that a typical row just does not fit, and one that many rows fit.
    against_the_model::<16>(commands, pieces, received);
    against_the_model::<24>(commands, pieces, received);
    against_the_model::<64>(commands, pieces, received);
}

fn against_the_model<const N: usize>(commands: usize, pieces: &[usize], received: &[u8]) {
    let expected = model::converse(commands, received, N);
    let schedules = [
        Schedule { when: When::First, pieces: &[0] },
        Schedule { when: When::First, pieces },
        Schedule { when: When::First, pieces: &[1] },
        // What arrives before it is asked for is out of step, so these two never get more than one byte.
        Schedule { when: When::Lockstep, pieces: &[1] },
        Schedule { when: When::Anytime, pieces: &[1] },
    ];
    for schedule in schedules {
        let found = drive::<N>(commands, schedule, received);
        assert_eq!(found, expected, "a link of {N} bytes, {commands} commands, {schedule:?}");
    }
    client::check::<N>(pieces, received, &model::converse(1, received, N));
    batch::check::<N>(commands, pieces, received, &expected);
}
