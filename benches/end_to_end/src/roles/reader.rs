//! A client that reads one long response.

use std::hint::black_box;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use metricline::tcp::Client;

use super::stdout::print_line;
use crate::resource_usage::{memory, peak_memory, thread_cpu};

/// What the client does with the rows.
#[derive(Clone, Copy, Debug)]
pub enum Reading {
    /// Row by row, values converted.
    Streamed,
    /// Into a map.
    Collected,
    /// As bytes, which are discarded.
    Raw,
}

impl Reading {
    pub const ALL: [Self; 3] = [Self::Streamed, Self::Collected, Self::Raw];
}

/// Prints the number of rows, or of bytes with `Raw`; the nanoseconds and those of CPU time that they took; and the
/// memory in bytes, before and at its peak.
pub fn read(how: Reading, server: SocketAddr) -> Result<ExitCode> {
    let own = std::process::id();
    let mut work: Box<dyn FnMut() -> Result<usize>> = match how {
        Reading::Streamed => {
            let mut client = Client::connect(server, None)?;
            Box::new(move || stream(&mut client))
        }
        Reading::Collected => {
            let mut client = Client::connect(server, None)?;
            Box::new(move || Ok(client.get("*")?.values().map(Vec::len).sum()))
        }
        Reading::Raw => {
            let mut stream = TcpStream::connect(server)?;
            Box::new(move || throw_away(&mut stream))
        }
    };
    let before = memory(own)?;
    let (start, cpu) = (Instant::now(), thread_cpu()?);
    let count = work()?;
    let (time, cpu) = (start.elapsed().as_nanos(), (thread_cpu()? - cpu).as_nanos());
    print_line(format_args!("{count} {time} {cpu} {before} {}", peak_memory(own)?))?;
    Ok(ExitCode::SUCCESS)
}

fn stream(client: &mut Client) -> Result<usize> {
    let (mut count, mut sum) = (0, 0.0);
    let mut rows = client.rows("*")?;
    while let Some(row) = rows.next()? {
        count += 1;
        sum += row.value.to_f64().context("a value is no f64")?;
    }
    black_box(sum);
    Ok(count)
}

fn throw_away(stream: &mut TcpStream) -> Result<usize> {
    stream.write_all(b"get *\n")?;
    let mut buffer = vec![0; 16 * 1024];
    let (mut count, mut last) = (0, [0; 2]);
    while last != *b"\n\n" {
        let read = stream.read(&mut buffer)?;
        match &buffer[..read] {
            [] => bail!("the response ended too early"),
            [only] => last = [last[1], *only],
            [.., second, first] => last = [*second, *first],
        }
        count += read;
    }
    Ok(count)
}
