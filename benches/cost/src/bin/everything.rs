//! Calls the whole API, so that the proof covers more than what is measured: keys and numbers known only at run time,
//! every conversion, a collection, a batch, and the server.
//!
//! Not the asynchronous client: the compiler puts a panic into every `async fn`, for a poll after completion.

#![no_std]
#![no_main]

use core::fmt::Debug;
use core::hint::black_box;

use cortex_m_rt::entry;
use metricline::embedded_io::{Read, Write};
use metricline::heapless::{LinearMap, String, Vec};
use metricline::server::{FixedStore, Session};
use metricline::{Client, Command, Decimal, Error, Key, Row, Selector, Timestamp};
use metricline_cost::peer::{LineError, Peer};

type Collection = LinearMap<String<16>, Vec<(Timestamp, f64), 4>, 4>;

#[entry]
fn main() -> ! {
    static mut CLIENT: Client<Peer, 128> = Client::new(Peer);
    static mut SESSION: Session<256> = Session::new();
    static mut STORE: FixedStore<8> = FixedStore::new();

    loop {
        black_box(report(CLIENT).is_ok());
        black_box(CLIENT.message().is_ok());
        black_box(CLIENT.owed());
        CLIENT.reset();
        black_box(CLIENT.reconnect(Peer));
        black_box(serve(SESSION, STORE).is_ok());
        black_box(Command::parse(text().as_bytes()).is_ok_and(|command| command.encode::<64>().is_ok()));
    }
}

/// Text that the compiler does not know.
fn text() -> &'static str {
    black_box("palm.cpu")
}

fn report(client: &mut Client<Peer, 128>) -> Result<(), Error<LineError>> {
    client.put(text(), black_box(1_u8), black_box(1))?;
    client.put(text(), black_box(u64::MAX), black_box(1))?;
    client.put(text(), black_box(1.5_f32), black_box(1))?;
    client.put(text(), black_box(1.5), black_box(1))?;
    client.put(text(), black_box(Decimal::new(15, 1)), black_box(1))?;
    let mut rows = client.get(text())?;
    while let Some(row) = rows.next()? {
        convert(&row);
    }
    client.get(Selector::All)?.collect_into(&mut Collection::new())?;
    batch(client)
}

fn batch(client: &mut Client<Peer, 128>) -> Result<(), Error<LineError>> {
    let mut batch = client.batch(black_box(8), |rejection| {
        black_box((rejection.index, rejection.message.is_ok()));
    });
    batch.put(text(), black_box(1_u8), black_box(1))?;
    batch.put(text(), black_box(1.5), black_box(1))?;
    batch.put(text(), black_box(Decimal::new(15, 1)), black_box(1))?;
    batch.finish()?;
    black_box((batch.queued(), batch.answered()));
    Ok(())
}

fn convert(row: &Row<'_>) {
    black_box(Key::new(row.key).is_ok());
    black_box(row.value.as_str());
    hide(row.value.to_i64());
    hide(row.value.to_u64());
    hide(row.value.to_decimal());
    hide(row.value.to_f32());
    hide(row.value.to_f64());
    black_box(row.timestamp);
}

fn hide<T, E: Debug>(result: Result<T, E>) {
    black_box(result.ok());
}

fn serve(session: &mut Session<256>, store: &mut FixedStore<8>) -> Result<(), LineError> {
    let answer = session.respond(store);
    if answer.is_empty() {
        let n = Peer.read(session.space())?;
        session.received(n);
    } else {
        let n = Peer.write(answer)?;
        session.sent(n);
    }
    Ok(())
}
