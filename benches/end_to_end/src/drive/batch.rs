//! Pipelined puts, each acknowledged.

use std::net::SocketAddr;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, ensure};
use metricline::tcp::Client;

use crate::cores;
use crate::samples::Samples;

/// Puts the samples of each device over a connection and from a thread of its own, all of which run on `core`, with at
/// most `window` unacknowledged on each.
pub fn put(server: SocketAddr, core: usize, window: u32, devices: &[Samples]) -> Result<Duration> {
    let clients = devices.iter().map(|_| Client::connect(server, None)).collect::<Result<Vec<_>, _>>()?;
    let ready = Barrier::new(devices.len() + 1);
    thread::scope(|scope| {
        let ready = &ready;
        let threads: Vec<_> = devices
            .iter()
            .zip(clients)
            .map(|(samples, client)| {
                scope.spawn(move || {
                    let pinned = cores::pin(core);
                    ready.wait();
                    pinned?;
                    put_one(client, window, samples)
                })
            })
            .collect();
        ready.wait();
        let start = Instant::now();
        for thread in threads {
            thread.join().map_err(|_| anyhow!("a client panicked"))??;
        }
        Ok(start.elapsed())
    })
}

fn put_one(mut client: Client, window: u32, samples: &Samples) -> Result<()> {
    let mut rejected = None;
    let mut batch = client.batch(window, |rejection| rejected = rejected.or(Some(rejection.index)));
    samples.each(|key, value, timestamp| Ok(batch.put(key, value, timestamp)?))?;
    batch.finish()?;
    let answered = batch.answered();
    ensure!(rejected.is_none(), "put {rejected:?} was rejected");
    ensure!(answered == samples.count() as u64, "{answered} puts were answered");
    Ok(())
}
