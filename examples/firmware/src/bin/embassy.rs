//! Reports readings over TCP, asynchronously: `embassy [SERVER [TIMEOUT_MS [ATTEMPTS]]]`, the server as `ADDRESS:PORT`.
//!
//! One task takes the readings and another one reports them, so that neither a slow server nor a lost connection keeps
//! the sensors waiting. It exits with 0 when the server has the readings, and otherwise with the status that `Failure`
//! gives.

#![no_std]
#![no_main]

use core::net::SocketAddrV4;

use embassy_executor::Spawner;
use embassy_net::tcp::TcpSocket;
use embassy_net::{Config, Ipv4Address, Ipv4Cidr, Runner, StackResources, StaticConfigV4};
use embassy_sync::blocking_mutex::raw::CriticalSectionRawMutex;
use embassy_sync::channel::Channel;
use embassy_time::{Duration, Timer};
use metricline_firmware::backoff::{Backoff, Settings};
use metricline_firmware::board::arguments::Arguments;
use metricline_firmware::board::exit::{SUCCESS, exit};
use metricline_firmware::board::{Board, random};
use metricline_firmware::embassy::readings::{compare, put};
use metricline_firmware::embassy::{EthernetDriver, Uplink};
use metricline_firmware::readings::{self, Failure, PRESSURE, PRESSURES, Reading, TEMPERATURE, TEMPERATURES};
use semihosting::println;
use static_cell::StaticCell;

// The emulator's network: the gateway is the host, and its port 8888 there is 8888 of the host's loopback interface.
const ADDRESS: Ipv4Cidr = Ipv4Cidr::new(Ipv4Address::new(10, 0, 2, 15), 24);
const GATEWAY: Ipv4Address = Ipv4Address::new(10, 0, 2, 2);
const SERVER: SocketAddrV4 = SocketAddrV4::new(GATEWAY, 8888);

/// The time from one reading to the next.
const INTERVAL: Duration = Duration::from_millis(20);

/// Readings that are not reported yet. The sensors wait only when it is full.
static READINGS: Channel<CriticalSectionRawMutex, Reading, 16> = Channel::new();

#[embassy_executor::main]
async fn main(spawner: Spawner) {
    static RESOURCES: StaticCell<StackResources<1>> = StaticCell::new();

    let board = Board::take().expect("nobody has taken the board before");
    let arguments = Arguments::new("embassy [SERVER [TIMEOUT_MS [ATTEMPTS]]]");
    let server = arguments.parse(0).unwrap_or(SERVER);
    let timeout_ms = arguments.parse(1).unwrap_or(5000);
    let attempts = arguments.parse(2).unwrap_or(10);

    let random = random::bits();
    let driver = EthernetDriver::start(board.ethernet);
    let address = StaticConfigV4 { address: ADDRESS, gateway: Some(GATEWAY), dns_servers: Default::default() };
    let (stack, runner) =
        embassy_net::new(driver, Config::ipv4_static(address), RESOURCES.init(StackResources::new()), random);
    spawner.spawn(run(runner).expect("it is spawned once"));
    spawner.spawn(take_readings().expect("it is spawned once"));

    let (mut received, mut unsent) = ([0; 1024], [0; 256]);
    let socket = TcpSocket::new(stack, &mut received, &mut unsent);
    let limit = Duration::from_millis(timeout_ms);
    let backoff = Backoff::new(Settings { attempts, first_delay_ms: 100, longest_delay_ms: 30_000 }, random);
    let mut uplink = Uplink::new(socket, server, limit, backoff, |note| println!("{note}"));
    match report(&mut uplink).await {
        Ok(()) => exit(SUCCESS),
        Err(failure) => {
            println!("{failure:?}");
            exit(failure as u8)
        }
    }
}

/// Runs the network stack.
#[embassy_executor::task]
async fn run(mut runner: Runner<'static, EthernetDriver>) -> ! {
    runner.run().await
}

/// Takes the readings, each at its time.
#[embassy_executor::task]
async fn take_readings() {
    for reading in readings::all() {
        Timer::after(INTERVAL).await;
        READINGS.send(reading).await;
        println!("took a reading");
    }
}

/// Puts the readings as they come, gets them back, and compares.
async fn report(uplink: &mut Uplink<'_>) -> Result<(), Failure> {
    for _ in readings::all() {
        let reading = READINGS.receive().await;
        uplink.call(async |client| put(client, reading).await).await?;
    }
    println!("the server has taken the readings");

    uplink.call(async |client| compare(client, TEMPERATURE, &TEMPERATURES).await).await??;
    uplink.call(async |client| compare(client, PRESSURE, &PRESSURES).await).await??;
    println!("the server has the same readings");
    Ok(())
}
