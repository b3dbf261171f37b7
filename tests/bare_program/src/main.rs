//! A program for a 32-bit core without an operating system, and without any other crate: the client and the server link
//! there.

#![no_std]
#![no_main]

use metricline::server::{FixedStore, Loopback, Session};
use metricline::{Client, key};

include!(concat!(env!("OUT_DIR"), "/sizes.rs"));

#[unsafe(no_mangle)]
extern "C" fn _start() -> f64 {
    let mut client: Client<_, 128> = Client::new(Loopback::new(FixedStore::<8>::new()));
    client.put(key!("k"), 0.1, 1).unwrap();
    client.get(key!("k")).unwrap().next().unwrap().unwrap().value.to_f64().unwrap()
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}
