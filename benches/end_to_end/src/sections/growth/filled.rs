//! Twice as many samples, and twice as many keys.

use anyhow::Result;

use super::doublings::{Doublings, Growth, Step, TWICE};
use crate::comparison::{Comparison, FIXED_AMOUNT, Measurement};
use crate::drive::batch;
use crate::samples::{Order, Samples};
use crate::sections::fill;

pub fn samples(doublings: &mut Doublings<'_>) -> Result<()> {
    let most = doublings.bench.pick(1_000_000, 200_000);
    for order in Order::ALL {
        let title = format!("Samples of 100 keys, {} timestamps", order.name());
        filled(doublings, title, "samples", most, |count| fill::samples(100, count, order))?;
    }
    Ok(())
}

pub fn keys(doublings: &mut Doublings<'_>) -> Result<()> {
    let most = doublings.bench.pick(100_000, 50_000);
    let samples = |keys| fill::samples(usize::try_from(keys)?, keys * 4, Order::Ascending);
    filled(doublings, "Keys with 4 samples each".into(), "keys", most, samples)
}

/// Fills servers with samples of increasing size.
fn filled(
    doublings: &mut Doublings<'_>,
    title: String,
    unit: &'static str,
    most: u64,
    samples: impl Fn(u64) -> Result<[Samples; 1]>,
) -> Result<()> {
    let place = doublings.bench.cores.one();
    let mut comparison = Comparison::new(title.clone());
    let mut steps = Vec::new();
    for size in doublings.sizes(most) {
        let samples = &samples;
        let fill = |_: &_, address| batch::put(address, place.client, fill::WINDOW, &samples(size)?);
        let instructions = doublings.instructions(&title, size, fill)?;
        let entry = comparison.add(size.to_string(), size..=size, move |amount| {
            let measurement = fill::measure(place, fill::WINDOW, &samples(amount)?)?;
            Ok(Measurement { amount, ..measurement })
        });
        steps.push(Step { size, entry, instructions });
    }
    let outcome = comparison.run(FIXED_AMOUNT, doublings.bench.pick(9, 3))?;
    doublings.add(&Growth { title, unit, steps, target: TWICE }, &outcome)
}
