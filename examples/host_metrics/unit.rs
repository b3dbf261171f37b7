//! Units of values, and values written in them.

use metricline::tcp::Metrics;

use crate::name;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Percent,
    Bytes,
    BytesPerSecond,
    Celsius,
    Load,
    Unknown,
}

/// The figures by which a host is known to be reported by this program.
const OURS: [&str; 4] = [name::CPU, name::MEMORY_USED, name::DISK_AVAILABLE, name::NETWORK_SENT];

impl Unit {
    /// The unit of a figure of this program.
    pub fn of_figure(name: &str) -> Self {
        match name {
            name::CPU => Self::Percent,
            name::LOAD => Self::Load,
            name::MEMORY_USED | name::MEMORY_TOTAL | name::DISK_AVAILABLE | name::DISK_TOTAL => Self::Bytes,
            name::DISK_READ | name::DISK_WRITTEN | name::NETWORK_RECEIVED | name::NETWORK_SENT => Self::BytesPerSecond,
            name::TEMPERATURE => Self::Celsius,
            _ => Self::Unknown,
        }
    }

    /// The unit of a key's values, among all the keys of the server. What another program means by `palm.cpu` is not
    /// known, so the key's host must have this program's other figures too.
    pub fn of_key(key: &str, all: &Metrics) -> Self {
        let ours = |host: &str| OURS.iter().all(|name| all.contains_key(&format!("{host}.{name}")));
        let places = key.match_indices('.').map(|(place, _)| (&key[..place], &key[place + 1..]));
        let known = places.map(|(host, name)| (host, Self::of_figure(name))).find(|&(_, unit)| unit != Self::Unknown);
        known.filter(|(host, _)| ours(host)).map_or(Self::Unknown, |(_, unit)| unit)
    }

    /// How to write values of which this is the largest, so that they can be compared.
    pub fn scale(self, largest: f64) -> Scale {
        match self {
            Self::Percent => Scale::plain("%", 1),
            Self::Celsius => Scale::plain("°C", 1),
            Self::Load => Scale::plain("", 2),
            Self::Bytes => Scale::binary(["B", "KiB", "MiB", "GiB", "TiB", "PiB"], largest),
            Self::BytesPerSecond => Scale::binary(["B/s", "KiB/s", "MiB/s", "GiB/s", "TiB/s", "PiB/s"], largest),
            Self::Unknown => Scale { symbol: "", divisor: 1.0, decimals: None },
        }
    }

    /// One value with its unit.
    pub fn write(self, value: f64) -> String {
        let scale = self.scale(value);
        format!("{} {}", scale.write(value), scale.symbol).trim_end().into()
    }
}

/// A unit with its prefix.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    pub symbol: &'static str,
    divisor: f64,
    /// `None`: as many as the value needs.
    decimals: Option<usize>,
}

impl Scale {
    const fn plain(symbol: &'static str, decimals: usize) -> Self {
        Self { symbol, divisor: 1.0, decimals: Some(decimals) }
    }

    fn binary(symbols: [&'static str; 6], largest: f64) -> Self {
        let mut scale = Self::plain(symbols[0], 0);
        for symbol in &symbols[1..] {
            // What would be rounded to 1024.0 is the next unit's 1.0.
            if largest / scale.divisor < 1023.95 {
                break;
            }
            scale = Self { symbol, divisor: scale.divisor * 1024.0, decimals: Some(1) };
        }
        if scale.divisor > 1.0 && largest / scale.divisor < 99.995 {
            scale.decimals = Some(2);
        }
        scale
    }

    /// The least difference that shows when values are written.
    pub fn resolution(self) -> f64 {
        self.decimals.map_or(0.0, |decimals| self.divisor / 10_f64.powi(decimals as i32))
    }

    pub fn write(self, value: f64) -> String {
        match self.decimals {
            Some(decimals) => format!("{:.decimals$}", value / self.divisor),
            None => write_plain(value),
        }
    }
}

/// About four significant digits and every digit before the point; very large and very small ones with an exponent.
fn write_plain(value: f64) -> String {
    let magnitude = value.abs();
    if value == 0.0 {
        "0".into()
    } else if !(1e-4..1e12).contains(&magnitude) {
        format!("{value:.3e}")
    } else {
        // A cast to an integer keeps within its range.
        let decimals = (3.0 - magnitude.log10().floor()).clamp(0.0, 7.0) as usize;
        let text = format!("{value:.decimals$}");
        if decimals == 0 { text } else { text.trim_end_matches('0').trim_end_matches('.').into() }
    }
}
