//! How `host_metrics` names, sums up and writes figures.

use std::fmt::Debug;

use crate::unit::Unit;
use crate::{name, series};

#[track_caller]
fn assert_each<I, O: PartialEq + Debug>(cases: impl IntoIterator<Item = (I, O)>, of: impl Fn(I) -> O) {
    for (input, expected) in cases {
        assert_eq!(of(input), expected);
    }
}

#[test]
fn a_hostname_becomes_a_part_of_a_key() {
    assert_each(
        [
            (Some("palm"), "palm"),
            (Some("палм.example.org"), "палм.example.org"),
            (Some(" a b\tc\u{2003}d\u{1b}\n"), "a-b-c-d-"),
            (Some("*"), "-"),
            (Some(" "), "localhost"),
            (Some(""), "localhost"),
            (None, "localhost"),
        ],
        |hostname: Option<&str>| &*name::of_host(hostname.map(Into::into)).leak(),
    );
    assert_eq!(name::of_host(Some("ж".repeat(1000))).chars().count(), 253);
}

#[test]
fn a_sparkline_goes_from_the_least_to_the_greatest_value() {
    let line = |values: &[f64], width| {
        let samples: Vec<_> = values.iter().map(|&value| (0, value)).collect();
        series::sparkline(&samples, width, 0.1)
    };
    assert_eq!(line(&[], 20), "");
    assert_eq!(line(&[5.0], 20), "▁");
    assert_eq!(line(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], 20), "▁▂▃▄▅▆▇█");
    assert_eq!(line(&[-1.0, 1.0], 20), "▁█");
    assert_eq!(line(&[0.0, 0.0, 8.0, 6.0], 2), "▁█");
    assert_eq!(line(&[1.0; 1001], 20).chars().count(), 20);
    assert_eq!(line(&[f64::MAX, f64::MIN, 0.0], 20), "█▁▅");
    // The difference is less than the noise.
    assert_eq!(line(&[1.0, 1.05], 20), "▁▁");
}

#[test]
fn statistics_are_finite_whatever_the_values() {
    let of = |values: &[f64]| {
        let samples: Vec<_> = values.iter().map(|&value| (0, value)).collect();
        series::Statistics::of(&samples).map(|s| (s.samples, s.min, s.mean, s.max, s.last))
    };
    assert_eq!(of(&[]), None);
    assert_eq!(of(&[3.0, 1.0, 2.0]), Some((3, 1.0, 2.0, 3.0, 2.0)));
    let (_, _, mean, _, _) = of(&[f64::MAX; 4]).unwrap();
    assert!(mean.is_finite());
}

#[test]
fn values_are_written_in_their_units() {
    assert_each(
        [
            ((Unit::Bytes, 0.0), "0 B"),
            ((Unit::Bytes, 1023.0), "1023 B"),
            ((Unit::Bytes, 1024.0), "1.00 KiB"),
            ((Unit::Bytes, 25_275_932_672.0), "23.54 GiB"),
            ((Unit::Bytes, 252.0 * 1024.0 * 1024.0 * 1024.0), "252.0 GiB"),
            ((Unit::BytesPerSecond, 1_048_575.0), "1.00 MiB/s"),
            ((Unit::Percent, 12.345), "12.3 %"),
            ((Unit::Celsius, -5.0), "-5.0 °C"),
            ((Unit::Load, 0.05), "0.05"),
            ((Unit::Unknown, 0.0), "0"),
            ((Unit::Unknown, 301.0), "301"),
            ((Unit::Unknown, -0.5), "-0.5"),
            ((Unit::Unknown, 4_200_000.0), "4200000"),
            ((Unit::Unknown, 1.0 / 3.0), "0.3333"),
            ((Unit::Unknown, 1e-7), "1.000e-7"),
            ((Unit::Unknown, -1e300), "-1.000e300"),
        ],
        |(unit, value): (Unit, f64)| &*unit.write(value).leak(),
    );
}
