//! The calls that the readings take, of an async client.

use metricline::embedded_io_async::{Read, Write};
use metricline::{AsyncClient, Error, Key};

use crate::readings::{Comparison, Failure, Measured, PRESSURE, Reading, TEMPERATURE};

/// Puts a reading.
///
/// # Errors
///
/// The client's.
pub async fn put<T: Read + Write>(client: &mut AsyncClient<T>, reading: Reading) -> Result<(), Error<T::Error>> {
    match reading {
        Reading::Temperature(timestamp, value) => client.put(TEMPERATURE, value, timestamp).await,
        Reading::Pressure(timestamp, value) => client.put(PRESSURE, value, timestamp).await,
    }
}

/// Gets the samples of a key, one row at a time, and compares them with what was put.
///
/// # Errors
///
/// The client's. Within, [`Failure::Missing`] and [`Failure::Different`].
pub async fn compare<T: Read + Write, V: Measured>(
    client: &mut AsyncClient<T>,
    key: Key<'_>,
    put: &[(i64, V)],
) -> Result<Result<(), Failure>, Error<T::Error>> {
    let mut comparison = Comparison::with(put);
    let mut rows = client.get(key).await?;
    while let Some(row) = rows.next().await? {
        comparison.row(&row);
    }
    Ok(comparison.result())
}
