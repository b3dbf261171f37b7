//! Reporting over TCP, to peers that come and go: blocking (`tcp`) and asynchronously (`embassy`).
//!
//! Where a time-out is short, the firmware may reach it more often than the test provokes.

use std::io::Write as _;
use std::net::{SocketAddr, TcpStream};
use std::process::Command;

use metricline::tcp::{MemoryStore, Server};
use socket2::{Domain, Socket, Type};

use crate::board::{CONNECTION, LM3S6965EVB, LOST, REJECTED, SILENCE, SUCCESS, reasons, report_over_tcp};
use crate::peers::{
    GETS, PUTS, accept, listen, report_to_broken_stores, report_to_python, start_server, start_server_with,
    stop_with_the_readings,
};
use crate::relay::RelayedServer;
use crate::support::python::PythonServer;
use crate::support::running::{Running, wait_for};

/// A time-out that is never reached, and how many attempts may fail in a row.
const PATIENT: [&str; 2] = ["150000", "3"];

/// The same, and an unlimited number of attempts.
const PERSISTENT: [&str; 2] = ["150000", "1000000"];

/// A short time-out, and an unlimited number of attempts.
const HASTY: [&str; 2] = ["300", "1000000"];

isolated! {
    tcp embassy; {
        the_readings_are_in_the_store_of_our_server
        the_readings_are_in_the_store_of_a_python_server_digit_for_digit
        reporting_goes_on_after_a_close
        reporting_goes_on_after_a_reset
        a_server_may_start_after_the_firmware
        reporting_goes_on_after_the_server_froze
        reporting_goes_on_after_the_network_was_cut
        a_connection_attempt_that_times_out_is_repeated
        a_server_that_closes_after_each_response_gets_all_readings
        a_refused_connection_is_a_failure
        a_server_that_ends_every_connection_is_a_failure
        a_server_that_does_not_answer_is_a_failure
        an_unreachable_machine_is_a_failure
        an_impossible_address_is_a_failure
        a_rejected_reading_is_a_failure
        a_peer_that_speaks_another_protocol_is_a_failure
        a_store_that_loses_or_changes_readings_is_a_failure
    }
}

/// The lines of the report.
fn lines(firmware: &Running) -> Vec<String> {
    let mut lines = firmware.lines();
    // Another task of `embassy` prints these, at any time.
    lines.retain(|line| line != "took a reading");
    lines
}

/// Waits until the firmware has lost the server so often.
fn wait_for_reasons(firmware: &Running, count: usize) {
    wait_for("a lost server", || (reasons(firmware).len() >= count).then_some(()));
}

// A server that stays.

fn the_readings_are_in_the_store_of_our_server(program: &str) {
    let server = start_server();
    // Twice, because what was put twice is stored once.
    for _ in 0..2 {
        let mut firmware = report_over_tcp(program, server.local_addr(), &PATIENT);
        assert_eq!(firmware.status(), SUCCESS);
        let expected = ["connected", "the server has taken the readings", "the server has the same readings"];
        assert_eq!(lines(&firmware), expected);
    }
    let totals = stop_with_the_readings(server);
    assert_eq!((totals.connections, totals.puts, totals.gets, totals.errors), (3, 10, 5, 0));
}

fn the_readings_are_in_the_store_of_a_python_server_digit_for_digit(program: &str) {
    for habits in [&["--segments"][..], &["--segments", "--crlf", "--three-newlines", "--one-byte", "--newest-first"]] {
        report_to_python(habits, |python| report_over_tcp(program, python, &PATIENT).status());
    }
}

// A server that goes, and comes back.

fn reporting_goes_on_after_a_close(program: &str) {
    let server = RelayedServer::start();
    let mut firmware = report_over_tcp(program, server.address, &["150000", "10"]);

    // At once.
    server.accept().close();

    // After a whole response.
    let mut relay = server.accept();
    relay.exchange(PUTS[0]);
    relay.exchange(PUTS[1]);
    relay.close();

    // Instead of a response.
    let mut relay = server.accept();
    relay.expect(PUTS[2]);
    relay.close();

    // In the middle of a response, after the command was carried out.
    let mut relay = server.accept();
    relay.expect(PUTS[2]);
    relay.response(PUTS[2]);
    relay.answer("ok\n");
    relay.close();

    let mut relay = server.accept();
    for command in [PUTS[2], PUTS[3], PUTS[4], GETS[0]] {
        relay.exchange(command);
    }

    // In the middle of a row.
    relay.expect(GETS[1]);
    relay.answer("ok\ngreenhouse.pres");
    relay.close();

    let mut relay = server.accept();
    relay.exchange(GETS[1]);
    relay.expect("");
    drop(relay);
    assert_eq!(firmware.status(), SUCCESS);
    assert_eq!(reasons(&firmware), ["closed"; 5]);
    // One was put twice, and stored once.
    assert_eq!(server.stop_with_the_readings().puts, 6);
}

fn reporting_goes_on_after_a_reset(program: &str) {
    let server = RelayedServer::start();
    let mut firmware = report_over_tcp(program, server.address, &["150000", "10"]);

    // Instead of a response.
    let mut relay = server.accept();
    relay.exchange(PUTS[0]);
    relay.expect(PUTS[1]);
    relay.reset();

    // In the middle of a response.
    let mut relay = server.accept();
    relay.expect(PUTS[1]);
    relay.answer("o");
    relay.reset();

    // When the next command is sent already.
    let mut relay = server.accept();
    relay.exchange(PUTS[1]);
    relay.exchange(PUTS[2]);
    relay.firmware.get_ref().peek(&mut [0]).unwrap();
    relay.reset();

    server.accept().serve();
    assert_eq!(firmware.status(), SUCCESS);
    let reasons = reasons(&firmware);
    assert_eq!([&*reasons[0], &reasons[2]], ["reset"; 2]);
    // Where a reset comes close behind bytes, the emulator's network may make a close of it.
    assert!(["reset", "closed"].contains(&&*reasons[1]) && reasons.len() == 3, "{reasons:?}");
    assert_eq!(server.stop_with_the_readings().puts, 5);
}

fn a_server_may_start_after_the_firmware(program: &str) {
    let (listener, address) = listen();
    drop(listener);
    let mut firmware = report_over_tcp(program, address, &PERSISTENT);
    wait_for_reasons(&firmware, 3);
    let server = Server::bind(address).unwrap().start().unwrap();
    assert_eq!(firmware.status(), SUCCESS);
    let reasons = reasons(&firmware);
    assert!(reasons.iter().all(|reason| reason == "refused"), "{reasons:?}");
    stop_with_the_readings(server);
}

fn reporting_goes_on_after_the_server_froze(program: &str) {
    let python = PythonServer::start(&[]);
    // The kernel still accepts connections and data for it.
    python.signal("STOP");
    let mut firmware = report_over_tcp(program, python.address, &HASTY);
    wait_for_reasons(&firmware, 2);
    assert_eq!(reasons(&firmware)[..2], ["silence"; 2]);
    python.signal("CONT");
    assert_eq!(firmware.status(), SUCCESS);
    let mut puts = python.stop();
    // It may have carried out commands of the lost connections too.
    puts.dedup();
    assert_eq!(puts, PUTS);
}

fn reporting_goes_on_after_the_network_was_cut(program: &str) {
    let loopback = |state| {
        let status = Command::new("ip").args(["link", "set", "lo", state]).status().unwrap();
        assert!(status.success());
    };
    let server = RelayedServer::start();
    let mut firmware = report_over_tcp(program, server.address, &HASTY);
    let mut relay = server.accept();
    relay.exchange(PUTS[0]);
    relay.expect(PUTS[1]);
    let response = relay.response(PUTS[1]);

    // Neither end of the connection notices. The response is not delivered.
    loopback("down");
    relay.answer(&response);
    wait_for_reasons(&firmware, 2);
    loopback("up");

    server.serve_all(&mut firmware);
    assert_eq!(firmware.status(), SUCCESS);
    assert_eq!(reasons(&firmware)[0], "silence");
    server.stop_with_the_readings();
}

fn a_connection_attempt_that_times_out_is_repeated(program: &str) {
    let listener = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    listener.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
    // A backlog of one, which `first` takes: further connections are neither accepted nor refused.
    listener.listen(0).unwrap();
    let address = listener.local_addr().unwrap().as_socket().unwrap();
    let first = TcpStream::connect(address).unwrap();

    let mut firmware = report_over_tcp(program, address, &["2000", "1000000"]);
    wait_for_reasons(&firmware, 2);
    assert_eq!(reasons(&firmware)[..2], ["silence"; 2]);
    drop((listener, first));
    let server = Server::bind(address).unwrap().start().unwrap();
    assert_eq!(firmware.status(), SUCCESS);
    stop_with_the_readings(server);
}

fn a_server_that_closes_after_each_response_gets_all_readings(program: &str) {
    let server = RelayedServer::start();
    // Two attempts for seven connections: progress resets the count of failed attempts.
    let mut firmware = report_over_tcp(program, server.address, &["150000", "2"]);
    for command in PUTS.into_iter().chain(GETS) {
        let mut relay = server.accept();
        relay.exchange(command);
        relay.close();
    }
    assert_eq!(firmware.status(), SUCCESS);
    assert_eq!(reasons(&firmware), ["closed"; 6]);
    server.stop_with_the_readings();
}

// A server that does not come back.

fn a_refused_connection_is_a_failure(program: &str) {
    let (listener, address) = listen();
    drop(listener);
    let mut firmware = report_over_tcp(program, address, &["150000", "4"]);
    assert_eq!(firmware.status(), LOST);
    let lines = lines(&firmware);
    assert_eq!(reasons(&firmware), ["refused"; 3]);
    assert_eq!(lines[3..], ["refused, giving up", "Lost"]);
    // Each delay is up to twice the one before, less a random part.
    for (line, longest) in lines.iter().zip([100, 200, 400]) {
        let delay = line.strip_prefix("refused, trying again in ").and_then(|line| line.strip_suffix(" ms"));
        let delay: u32 = delay.unwrap().parse().unwrap();
        assert!((longest / 2..=longest).contains(&delay), "{lines:?}");
    }
}

fn a_server_that_ends_every_connection_is_a_failure(program: &str) {
    let server = RelayedServer::start();
    let mut firmware = report_over_tcp(program, server.address, &PATIENT);
    for _ in 0..3 {
        server.accept().close();
    }
    assert_eq!(firmware.status(), LOST);
    assert_eq!(lines(&firmware)[4..], ["connected", "closed, giving up", "Lost"]);
}

fn a_server_that_does_not_answer_is_a_failure(program: &str) {
    let (_listener, address) = listen();
    let mut firmware = report_over_tcp(program, address, &["200", "3"]);
    assert_eq!(firmware.status(), SILENCE);
    assert_eq!(reasons(&firmware), ["silence"; 2]);
    let lines = lines(&firmware);
    assert_eq!(lines[0], "connected");
    assert!(lines.ends_with(&["silence, giving up".into(), "Silence".into()]), "{lines:?}");
}

fn an_unreachable_machine_is_a_failure(program: &str) {
    // In the emulator's network, where no machine has that address.
    let mut firmware = LM3S6965EVB.emulate(program, None, &["10.0.2.77:8888", "100", "3"]);
    assert_eq!(firmware.status(), SILENCE);
    assert_eq!(reasons(&firmware), ["silence"; 2]);
    // Never connected.
    assert_eq!(lines(&firmware)[2..], ["silence, giving up", "Silence"]);
}

// Failures that another connection does not mend.

fn an_impossible_address_is_a_failure(program: &str) {
    assert_eq!(LM3S6965EVB.emulate(program, None, &["10.0.2.2:0"]).status(), CONNECTION);
}

fn a_rejected_reading_is_a_failure(program: &str) {
    let server = start_server_with(MemoryStore::with_max_samples(4));
    let mut firmware = report_over_tcp(program, server.local_addr(), &PATIENT);
    assert_eq!(firmware.status(), REJECTED);
    assert_eq!(lines(&firmware), ["connected", "Rejected"]);
}

fn a_peer_that_speaks_another_protocol_is_a_failure(program: &str) {
    let (listener, address) = listen();
    let mut firmware = report_over_tcp(program, address, &PERSISTENT);
    let mut stream = accept(&listener);
    stream.write_all(b"login:\n").unwrap();
    assert_eq!(firmware.status(), CONNECTION);
    assert_eq!(lines(&firmware), ["connected", "Connection"]);
}

fn a_store_that_loses_or_changes_readings_is_a_failure(program: &str) {
    report_to_broken_stores(|server| report_over_tcp(program, server, &PERSISTENT).status());
}
