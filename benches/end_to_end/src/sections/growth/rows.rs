//! Twice as many rows of a response.

use anyhow::Result;

use super::doublings::{Doublings, Growth, Step, TWICE};
use crate::comparison::{Comparison, FIXED_AMOUNT, Measurement};
use crate::drive::batch;
use crate::roles::Reading;
use crate::samples::Order;
use crate::sections::fill;
use crate::sections::get::{Read, read};

pub fn run(doublings: &mut Doublings<'_>) -> Result<()> {
    let place = doublings.bench.cores.one();
    let title = "Rows of a streamed `get *`".to_owned();
    let mut servers = Vec::new();
    for size in doublings.sizes(doublings.bench.pick(1_000_000, 200_000)) {
        let samples = fill::samples(100, size, Order::Ascending)?;
        let fill = |address| batch::put(address, place.client, fill::WINDOW, &samples);
        let of_fill = doublings.instructions(&title, size, |_, address| fill(address))?;
        let of_both = doublings.instructions(&title, size, |server, address| {
            fill(address)?;
            read(place, address, server, Reading::Streamed)
        })?;
        let instructions = of_both.zip(of_fill).map(|(both, fill)| both.saturating_sub(fill));
        let (server, address, _) = fill::filled_server(place, fill::WINDOW, &samples)?;
        servers.push((size, instructions, server, address));
    }
    let mut comparison = Comparison::new("growth, rows");
    let steps = servers
        .iter()
        .map(|(size, instructions, server, address)| {
            let work = |amount| {
                let Read { time, cpu, peak, .. } = read(place, *address, server, Reading::Streamed)?;
                Ok(Measurement { amount, time, cpu, memory: peak, ..Measurement::default() })
            };
            let entry = comparison.add(size.to_string(), *size..=*size, work);
            Step { size: *size, entry, instructions: *instructions }
        })
        .collect();
    let outcome = comparison.run(FIXED_AMOUNT, doublings.bench.pick(15, 5))?;
    doublings.add(&Growth { title, unit: "rows", steps, target: TWICE }, &outcome)
}
