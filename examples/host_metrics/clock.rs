//! The system's clock, as a timestamp.

use std::error::Error;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::failure::Failure;

pub fn now() -> Result<i64, Failure> {
    unix_time().map_err(|error| Failure::new("the system clock is out of the range of a timestamp", error))
}

fn unix_time() -> Result<i64, Box<dyn Error>> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs().try_into()?)
}
