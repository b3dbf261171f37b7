//! Reporting with this crate's client.

use core::hint::black_box;

use metricline::{Client, Decimal, Error, Key, Number, Value, key};

use crate::now;
use crate::peer::{LineError, Peer};

/// Checked when this is compiled.
const KEY: Key<'_> = key!("palm.cpu");

/// The client that is measured.
pub type Ours = Client<Peer, 128>;

/// Puts a reading.
///
/// # Errors
///
/// Those of the client.
pub fn put<V: Value>(client: &mut Ours, value: V) -> Result<(), Error<LineError>> {
    client.put(KEY, value, now())
}

/// Puts a reading that is a mantissa and a scale.
///
/// # Errors
///
/// Those of the client.
pub fn put_decimal(client: &mut Ours, (mantissa, scale): (i32, u8)) -> Result<(), Error<LineError>> {
    put(client, Decimal::new(mantissa.into(), scale))
}

/// Gets the readings, each as a `V`.
///
/// # Errors
///
/// Those of the client; and a reading that is no `V` is one that cannot be read.
pub fn get<V>(client: &mut Ours) -> Result<(), Error<LineError>>
where
    V: for<'n> TryFrom<Number<'n>>,
{
    let mut rows = client.get(KEY)?;
    while let Some(row) = rows.next()? {
        black_box((V::try_from(row.value).ok(), row.timestamp.as_secs()));
    }
    Ok(())
}
