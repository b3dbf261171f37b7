//! What the programs report, over whatever transport they have.

use metricline::embedded_io::{self, ErrorKind, Read, Write};
use metricline::{Client, ConversionError, Decimal, Error, Key, Number, key};

// Checked when this is compiled: a key that is none does not get into a firmware.
const TEMPERATURE: Key<'_> = key!("greenhouse.temperature");
const PRESSURE: Key<'_> = key!("greenhouse.pressure");

/// In hundredths of a degree, as the sensor gives them: no floating point takes part.
const TEMPERATURES: [(i64, Decimal); 3] = [
    (1_501_864_247, Decimal::new(2345, 2)),
    (1_501_864_248, Decimal::new(2300, 2)),
    (1_501_864_249, Decimal::new(-5, 2)),
];

/// In kilopascals, where a float is what the sensor's formula gives.
const PRESSURES: [(i64, f32); 2] = [(1_501_864_247, 101.325), (1_501_864_248, 99.7)];

/// Why a report failed. The number is the status that the program exits with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[repr(u8)]
pub enum Failure {
    /// No response, in as many attempts as there may be.
    Silence = 2,
    /// The server answered `error`.
    Rejected = 3,
    /// The line is damaged, or the peer speaks another protocol.
    Connection = 4,
    /// The server said that it stored a reading, and does not have it.
    Missing = 5,
    /// The server has another reading than the one that was put.
    Different = 6,
}

/// Puts the readings, gets them back, and compares.
///
/// A call that times out is made again, up to so many `attempts`: putting twice is putting once, and a response that
/// comes late is not taken for the repeated call's. `note` is told what is going on.
///
/// # Errors
///
/// See [`Failure`].
pub fn report<T: Read + Write>(
    client: &mut Client<T, 128>,
    attempts: u32,
    mut note: impl FnMut(&'static str),
) -> Result<(), Failure> {
    for (timestamp, temperature) in TEMPERATURES {
        repeat(attempts, &mut note, || client.put(TEMPERATURE, temperature, timestamp))?;
    }
    for (timestamp, pressure) in PRESSURES {
        repeat(attempts, &mut note, || client.put(PRESSURE, pressure, timestamp))?;
    }
    note("the server has taken the readings");

    repeat(attempts, &mut note, || compare(client, TEMPERATURE, &TEMPERATURES))??;
    repeat(attempts, &mut note, || compare(client, PRESSURE, &PRESSURES))??;
    note("the server has the same readings");
    Ok(())
}

/// Makes a call until it has a result other than a time-out.
fn repeat<R, E: embedded_io::Error>(
    attempts: u32,
    note: &mut impl FnMut(&'static str),
    mut call: impl FnMut() -> Result<R, Error<E>>,
) -> Result<R, Failure> {
    for _ in 0..attempts {
        match call() {
            Ok(result) => return Ok(result),
            Err(Error::Transport(error)) if error.kind() == ErrorKind::TimedOut => note("timed out"),
            Err(Error::Rejected) => return Err(Failure::Rejected),
            // Over TCP this is where to connect again, and to go on with `Client::reconnect`.
            Err(_) => return Err(Failure::Connection),
        }
    }
    Err(Failure::Silence)
}

/// Gets the samples of a key, one row at a time and in any order, and compares them with what was put.
fn compare<T: Read + Write, V>(
    client: &mut Client<T, 128>,
    key: Key<'_>,
    put: &[(i64, V)],
) -> Result<Result<(), Failure>, Error<T::Error>>
where
    V: for<'n> TryFrom<Number<'n>, Error = ConversionError> + Copy + PartialEq,
{
    let (mut same, mut others) = (0, 0);
    let mut rows = client.get(key)?;
    while let Some(row) = rows.next()? {
        let value = V::try_from(row.value);
        if put.iter().any(|&sample| (row.timestamp.as_secs(), value) == (sample.0, Ok(sample.1))) {
            same += 1;
        } else {
            others += 1;
        }
    }
    Ok(match (same, others) {
        (same, 0) if same == put.len() => Ok(()),
        (_, 0) => Err(Failure::Missing),
        _ => Err(Failure::Different),
    })
}
