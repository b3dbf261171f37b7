//! The names of the figures, and the host's as the first part of their keys.

use metricline::Key;

pub const CPU: &str = "cpu";
pub const LOAD: &str = "load";
pub const MEMORY_USED: &str = "memory.used";
pub const MEMORY_TOTAL: &str = "memory.total";
pub const DISK_AVAILABLE: &str = "disk.available";
pub const DISK_TOTAL: &str = "disk.total";
pub const DISK_READ: &str = "disk.read";
pub const DISK_WRITTEN: &str = "disk.written";
pub const NETWORK_RECEIVED: &str = "network.received";
pub const NETWORK_SENT: &str = "network.sent";
pub const TEMPERATURE: &str = "temperature";

/// What a host without a usable name reports as.
const NAMELESS: &str = "localhost";

/// No hostname is longer; and it keeps every key within any server's longest line.
const LONGEST: usize = 253;

/// The hostname with a `-` for each character that a key cannot have.
pub fn of_host(hostname: Option<String>) -> String {
    let allowed = |c: char| Key::new(c.encode_utf8(&mut [0; 4])).is_ok();
    let name: String =
        hostname.unwrap_or_default().trim().chars().map(|c| if allowed(c) { c } else { '-' }).take(LONGEST).collect();
    if name.is_empty() { NAMELESS.into() } else { name }
}
