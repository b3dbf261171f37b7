//! What the programs report, over whatever transport they have.

use metricline::embedded_io::{self, ErrorKind, Read, ReadReady, Write};
use metricline::{Client, ConversionError, Decimal, Error, Key, Number, Row, key};

use crate::timeout::{self, Timeout};

// Checked at compile time: an invalid key does not compile.
pub const TEMPERATURE: Key<'_> = key!("greenhouse.temperature");
pub const PRESSURE: Key<'_> = key!("greenhouse.pressure");

/// In hundredths of a degree, as the sensor gives them: no floating point takes part.
pub const TEMPERATURES: [(i64, Decimal); 3] = [
    (1_501_864_247, Decimal::new(2345, 2)),
    (1_501_864_248, Decimal::new(2300, 2)),
    (1_501_864_249, Decimal::new(-5, 2)),
];

/// In kilopascals, where a float is what the sensor's formula gives.
pub const PRESSURES: [(i64, f32); 2] = [(1_501_864_247, 101.325), (1_501_864_248, 99.7)];

/// A reading and its time, from one sensor or the other.
#[derive(Clone, Copy, Debug)]
pub enum Reading {
    Temperature(i64, Decimal),
    Pressure(i64, f32),
}

/// The readings, in the order in which they are taken.
pub fn all() -> impl Iterator<Item = Reading> {
    let temperatures = TEMPERATURES.into_iter().map(|(timestamp, value)| Reading::Temperature(timestamp, value));
    let pressures = PRESSURES.into_iter().map(|(timestamp, value)| Reading::Pressure(timestamp, value));
    temperatures.chain(pressures)
}

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
    /// No connection, or none that lasted, in as many attempts as there may be.
    Lost = 7,
}

impl<E: embedded_io::Error> From<Error<E>> for Failure {
    /// What a call failed with, where it is not made again.
    fn from(error: Error<E>) -> Self {
        match error {
            Error::Transport(error) if error.kind() == ErrorKind::TimedOut => Self::Silence,
            Error::Rejected => Self::Rejected,
            _ => Self::Connection,
        }
    }
}

/// Puts the readings, gets them back, and compares.
///
/// A call that times out is repeated, up to `attempts` times: putting twice is putting once, and a response that
/// comes late is not taken for the repeated call's. So is one whose response was damaged, when the line has become
/// silent. `note` prints the progress.
///
/// # Errors
///
/// See [`Failure`].
pub fn report<T: Read + ReadReady + Write>(
    client: &mut Client<Timeout<T>, 128>,
    attempts: u32,
    mut note: impl FnMut(&'static str),
) -> Result<(), Failure> {
    let mut report = Report::default();
    while repeat(client, attempts, &mut note, |client| report.put_next(client))? {}
    note("the server has taken the readings");
    while repeat(client, attempts, &mut note, |client| report.verify_next(client))?? {}
    note("the server has the same readings");
    Ok(())
}

/// Makes a call until it has a result other than a time-out or damage.
fn repeat<T: Read + ReadReady + Write, R>(
    client: &mut Client<Timeout<T>, 128>,
    mut attempts: u32,
    note: &mut impl FnMut(&'static str),
    mut call: impl FnMut(&mut Client<Timeout<T>, 128>) -> Result<R, Error<timeout::Error<T::Error>>>,
) -> Result<R, Failure> {
    loop {
        attempts = attempts.saturating_sub(1);
        match call(client).map_err(Failure::from) {
            Err(Failure::Silence) => {
                note("timed out");
                if attempts == 0 {
                    return Err(Failure::Silence);
                }
            }
            Err(Failure::Connection) if attempts > 0 => {
                note("damaged");
                client.transport_mut().wait_for_silence();
                client.reset();
            }
            result => return result,
        }
    }
}

/// How far a report has come. It can go on over another connection, with another client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many readings the server has acknowledged.
    acknowledged: usize,
    /// How many keys the server was found to have the same readings of.
    verified: usize,
}

impl Report {
    /// Puts the next reading. Returns whether there was one left.
    ///
    /// # Errors
    ///
    /// The client's. The reading is then still the next: putting twice is putting once.
    pub fn put_next<T: Read + Write>(&mut self, client: &mut Client<T, 128>) -> Result<bool, Error<T::Error>> {
        match all().nth(self.acknowledged) {
            None => return Ok(false),
            Some(Reading::Temperature(timestamp, value)) => client.put(TEMPERATURE, value, timestamp)?,
            Some(Reading::Pressure(timestamp, value)) => client.put(PRESSURE, value, timestamp)?,
        }
        self.acknowledged += 1;
        Ok(true)
    }

    /// Gets the readings of the next key, and compares them with what was put. Returns whether there was one left.
    ///
    /// # Errors
    ///
    /// The client's; the key is then still the next. Within, [`Failure::Missing`] and [`Failure::Different`].
    pub fn verify_next<T: Read + Write>(
        &mut self,
        client: &mut Client<T, 128>,
    ) -> Result<Result<bool, Failure>, Error<T::Error>> {
        let verdict = match self.verified {
            0 => compare(client, TEMPERATURE, &TEMPERATURES)?,
            1 => compare(client, PRESSURE, &PRESSURES)?,
            _ => return Ok(Ok(false)),
        };
        self.verified += 1;
        Ok(verdict.map(|()| true))
    }
}

/// Gets the samples of a key, one row at a time, and compares them with what was put.
fn compare<T: Read + Write, V: Measured>(
    client: &mut Client<T, 128>,
    key: Key<'_>,
    put: &[(i64, V)],
) -> Result<Result<(), Failure>, Error<T::Error>> {
    let mut comparison = Comparison::with(put);
    let mut rows = client.get(key)?;
    while let Some(row) = rows.next()? {
        comparison.row(&row);
    }
    Ok(comparison.result())
}

/// What a sensor measures: the numbers that a row's value is converted to.
pub trait Measured: for<'n> TryFrom<Number<'n>, Error = ConversionError> + Copy + PartialEq {}

impl<V: for<'n> TryFrom<Number<'n>, Error = ConversionError> + Copy + PartialEq> Measured for V {}

/// Compares rows, which come in any order, with what was put: up to 32 samples.
#[derive(Debug)]
pub struct Comparison<'p, V> {
    put: &'p [(i64, V)],
    /// A bit for each sample that a row was the same as: a server may send a row twice and lose another one.
    found: u32,
    others: usize,
}

impl<'p, V: Measured> Comparison<'p, V> {
    #[must_use]
    pub const fn with(put: &'p [(i64, V)]) -> Self {
        Self { put, found: 0, others: 0 }
    }

    pub fn row(&mut self, row: &Row<'_>) {
        let value = V::try_from(row.value);
        match self.put.iter().position(|&sample| (row.timestamp.as_secs(), value) == (sample.0, Ok(sample.1))) {
            Some(index) => self.found |= u32::try_from(index).map_or(0, |index| 1_u32.checked_shl(index).unwrap_or(0)),
            None => self.others += 1,
        }
    }

    /// What the rows were, all together.
    ///
    /// # Errors
    ///
    /// [`Failure::Missing`] or [`Failure::Different`].
    pub const fn result(&self) -> Result<(), Failure> {
        match (self.found.count_ones() as usize, self.others) {
            (found, 0) if found == self.put.len() => Ok(()),
            (_, 0) => Err(Failure::Missing),
            _ => Err(Failure::Different),
        }
    }
}
