//! Reporting with this crate's client.

use core::hint::black_box;

use metricline::{Client, Decimal, Error, Key, Number, Value, key};

use crate::peer::{LineError, Peer};
use crate::values::now;

/// Checked when this is compiled.
const KEY: Key<'_> = key!("palm.cpu");

/// The client that is measured.
pub type Ours = Client<Peer, 128>;

/// A call failed, or a reading could not be read as what was asked for.
#[derive(Debug)]
pub struct Failed;

impl From<Error<LineError>> for Failed {
    fn from(_: Error<LineError>) -> Self {
        Self
    }
}

/// Puts a reading.
///
/// # Errors
///
/// [`Failed`].
pub fn put<V: Value>(client: &mut Ours, value: V) -> Result<(), Failed> {
    Ok(client.put(KEY, value, now())?)
}

/// Puts a reading that is a mantissa and a scale.
///
/// # Errors
///
/// [`Failed`].
pub fn put_decimal(client: &mut Ours, (mantissa, scale): (i32, u8)) -> Result<(), Failed> {
    put(client, Decimal::new(mantissa.into(), scale))
}

/// Gets the readings, each as a `V`.
///
/// # Errors
///
/// [`Failed`].
pub fn get<V>(client: &mut Ours) -> Result<(), Failed>
where
    V: for<'n> TryFrom<Number<'n>>,
{
    let mut rows = client.get(KEY)?;
    while let Some(row) = rows.next()? {
        let value = V::try_from(row.value).map_err(|_| Failed)?;
        black_box((value, row.timestamp.as_secs()));
    }
    Ok(())
}
