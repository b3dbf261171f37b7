//! More clients at once than the usual limit on open files permits: the test raises it.
#![cfg(feature = "std")]

use std::time::Duration;

use metricline::tcp::{Client, Server};

#[test]
fn five_hundred_clients_are_served_at_once() {
    rlimit::increase_nofile_limit(1200).unwrap();
    let server = Server::bind("127.0.0.1:0").unwrap().start().unwrap();
    let client = |_| Client::connect(server.local_addr(), Duration::from_secs(30)).unwrap();
    let mut clients: Vec<Client> = (0..500).map(client).collect();
    for round in 0..2 {
        for (number, client) in clients.iter_mut().enumerate() {
            client.put(&format!("client.{number}"), number, round).unwrap();
        }
    }
    for (number, client) in clients.iter_mut().enumerate() {
        let key = format!("client.{number}");
        let value = number as f64;
        assert_eq!(client.get(&key).unwrap()[&key], [(0, value), (1, value)]);
    }
    drop(clients);
    let (store, totals) = server.stop().unwrap();
    assert_eq!(store.len(), 1000);
    assert_eq!((totals.connections, totals.puts, totals.gets, totals.errors), (500, 1000, 500, 0));
}
