//! Reporting over TCP on embassy, each run in a network of its own.

use std::io::Write as _;
use std::net::{SocketAddr, TcpStream};

use metricline::tcp::{MemoryStore, Server};
use socket2::{Domain, Socket, Type};

use crate::board::{
    CONNECTION, DIFFERENT, LM3S6965EVB, LOST, MISSING, REJECTED, SILENCE, SUCCESS, count, report_over_tcp,
};
use crate::namespace::isolated;
use crate::peers::{
    Keep, PUTS, accept, assert_every_command_was_repeated, assert_has_the_readings, listen, start_server,
    start_server_with,
};
use crate::relay::Relay;
use crate::support::python::PythonServer;
use crate::support::running::{Running, wait_for};
use crate::support::watched::Watched;

/// A time-out that is not run into, and one attempt.
const PATIENT: [&str; 2] = ["150000", "1"];

/// A time-out that is not run into, and as many attempts as it takes.
const PERSISTENT: [&str; 2] = ["150000", "100000"];

/// A time-out that is run into three times.
const HASTY: [&str; 2] = ["200", "3"];

/// A time-out that is run into, however often, but not while connecting to somebody who accepts.
const RESTLESS: [&str; 2] = ["2000", "100000"];

/// The program, which is to report to a server here.
fn report_to(server: SocketAddr, arguments: &[&str]) -> Running {
    report_over_tcp("embassy", server, arguments)
}

/// Runs the program to its end, and returns its status.
fn status(server: SocketAddr, arguments: &[&str]) -> i32 {
    report_to(server, arguments).status()
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn the_readings_are_in_the_store_of_our_server() {
    isolated(|| {
        let server = start_server();
        assert_eq!(status(server.local_addr(), &PATIENT), SUCCESS);
        assert_has_the_readings(server.local_addr());
        let (store, totals) = server.stop().unwrap();
        assert_eq!(store.len(), PUTS.len());
        assert_eq!((totals.puts, totals.gets, totals.errors), (5, 3, 0));
    });
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn the_readings_are_in_the_store_of_a_python_server_digit_for_digit() {
    isolated(|| {
        for habits in
            [&["--segments"][..], &["--segments", "--crlf", "--three-newlines", "--one-byte", "--newest-first"]]
        {
            let python = PythonServer::start(habits);
            assert_eq!(status(python.address, &PATIENT), SUCCESS, "{habits:?}");
            // Rust and JSON quote these lines alike.
            assert_eq!(python.stop(), PUTS.map(|put| format!("{put:?}")), "{habits:?}");
        }
    });
}

// Calls that are dropped.

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn the_call_after_one_that_was_dropped_gets_its_own_response() {
    isolated(|| {
        let server = start_server();
        let (listener, address) = listen();
        let mut firmware = report_to(address, &RESTLESS);
        Relay::new(accept(&listener), server.local_addr()).hold_back(|number| {
            // A call sends nothing before this response has come, so that more than one can be dropped meanwhile. One
            // more, and the connection would be replaced.
            let calls = [1, 0, 2, 0][number % 4];
            let before = count(&firmware, "timed out");
            wait_for("time-outs", || (count(&firmware, "timed out") >= before + calls).then_some(()));
        });

        assert_eq!(firmware.status(), SUCCESS);
        // All over one connection.
        assert_eq!(count(&firmware, "no connection"), 0);
        assert_every_command_was_repeated(server);
    });
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn readings_are_taken_while_a_response_is_waited_for() {
    isolated(|| {
        let server = start_server();
        let (listener, address) = listen();
        let mut firmware = report_to(address, &PATIENT);
        Relay::new(accept(&listener), server.local_addr()).hold_back(|_| {
            wait_for("all readings", || (count(&firmware, "took a reading") == PUTS.len()).then_some(()));
        });
        assert_eq!(firmware.status(), SUCCESS);
        assert_has_the_readings(server.local_addr());
    });
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn a_server_that_does_not_answer_is_a_failure() {
    isolated(|| {
        let (listener, address) = listen();
        let mut firmware = report_to(address, &HASTY);
        let _client = accept(&listener);
        assert_eq!(firmware.status(), SILENCE);
        assert_eq!(count(&firmware, "timed out"), 3);
    });
}

// Connections that are lost.

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn a_connection_that_was_lost_is_opened_again() {
    isolated(|| {
        let server = start_server();
        let (listener, address) = listen();
        let mut firmware = report_to(address, &PERSISTENT);

        let connection = || Relay::new(accept(&listener), server.local_addr());

        // Closed at once.
        connection().close();

        // Reset instead of a response.
        let mut relay = connection();
        relay.expect(PUTS[0]);
        relay.reset();

        // Closed in the middle of a response.
        let mut relay = connection();
        relay.expect(PUTS[0]);
        relay.answer("ok\n");
        relay.close();

        // Closed between two commands.
        let mut relay = connection();
        relay.exchange(PUTS[0]);
        relay.close();

        connection().serve();
        assert_eq!(firmware.status(), SUCCESS);
        assert_eq!(count(&firmware, "no connection"), 4);
        assert_has_the_readings(server.local_addr());
        assert_eq!(server.stop().unwrap().1.puts, 5);
    });
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn a_connection_that_stays_silent_is_replaced() {
    isolated(|| {
        let server = start_server();
        let (listener, address) = listen();
        let mut firmware = report_to(address, &RESTLESS);

        let mut silent = Relay::new(accept(&listener), server.local_addr());
        silent.expect(PUTS[0]);
        silent.is_left();
        assert_eq!(count(&firmware, "timed out"), 3);

        Relay::new(accept(&listener), server.local_addr()).serve();
        assert_eq!(firmware.status(), SUCCESS);
        assert_has_the_readings(server.local_addr());
    });
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn a_server_may_start_after_the_firmware() {
    isolated(|| {
        let (listener, address) = listen();
        drop(listener);
        let mut firmware = report_to(address, &PERSISTENT);
        wait_for("a refused connection", || (count(&firmware, "no connection") > 0).then_some(()));
        let server = Server::bind(address).unwrap().start().unwrap();
        assert_eq!(firmware.status(), SUCCESS);
        assert_has_the_readings(server.local_addr());
    });
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn a_connection_that_takes_too_long_is_begun_anew() {
    isolated(|| {
        let listener = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        listener.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
        // Room for one that nobody accepts. The next ones are neither accepted nor refused.
        listener.listen(0).unwrap();
        let address = listener.local_addr().unwrap().as_socket().unwrap();
        let first = TcpStream::connect(address).unwrap();

        let mut firmware = report_to(address, &RESTLESS);
        wait_for("time-outs", || (count(&firmware, "timed out") >= 2).then_some(()));
        drop((listener, first));
        let server = Server::bind(address).unwrap().start().unwrap();
        assert_eq!(firmware.status(), SUCCESS);
        assert_has_the_readings(server.local_addr());
    });
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn a_server_that_is_not_there_is_a_failure() {
    isolated(|| {
        let (listener, address) = listen();
        drop(listener);
        let mut firmware = report_to(address, &["150000", "3"]);
        assert_eq!(firmware.status(), LOST);
        assert_eq!(count(&firmware, "no connection"), 3);

        // Nor can it be.
        assert_eq!(LM3S6965EVB.emulate("embassy", None, &["10.0.2.2:0"]).status(), CONNECTION);

        // Nor is its machine.
        let mut firmware = LM3S6965EVB.emulate("embassy", None, &[&["10.0.2.99:8888"], &HASTY[..]].concat());
        assert_eq!(firmware.status(), SILENCE);
        assert_eq!(count(&firmware, "timed out"), 3);
    });
}

// Servers that are broken.

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn a_peer_that_speaks_another_protocol_is_a_failure() {
    isolated(|| {
        let (listener, address) = listen();
        let mut firmware = report_to(address, &PERSISTENT);
        let mut peer = accept(&listener);
        peer.write_all(b"login:\n").unwrap();
        assert_eq!(firmware.status(), CONNECTION);
    });
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn a_rejected_reading_is_a_failure() {
    isolated(|| {
        let server = start_server_with(MemoryStore::with_max_samples(4));
        assert_eq!(status(server.local_addr(), &PERSISTENT), REJECTED);
    });
}

/// Serves out of a store that is broken, and returns the status of a firmware that reports to it.
fn status_with(keep: Keep) -> i32 {
    status(start_server_with(Watched::keeping(keep)).local_addr(), &PERSISTENT)
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn a_server_that_keeps_something_else_is_a_failure() {
    isolated(|| {
        assert_eq!(status_with(|sample| Some(sample.value)), SUCCESS);
        assert_eq!(status_with(|sample| Some(if sample.value == 23.45 { 23.46 } else { sample.value })), DIFFERENT);
        assert_eq!(status_with(|sample| (sample.value != 99.7).then_some(sample.value)), MISSING);
    });
}
