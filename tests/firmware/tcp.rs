//! Reporting over TCP, to peers that come and go. Each test runs in a network of its own.
//!
//! Where a time-out is short, the firmware may run into it once more than the test has planned.

use std::io::Write as _;
use std::net::{SocketAddr, TcpListener};
use std::process::Command;

use metricline::tcp::{MemoryStore, Server};

use crate::board::{CONNECTION, DIFFERENT, LM3S6965EVB, LOST, MISSING, REJECTED, SILENCE, SUCCESS, report_over_tcp};
use crate::namespace::isolated;
use crate::peers::{
    GETS, Keep, PUTS, accept, assert_has_the_readings, listen, start_server, start_server_with, try_accept,
};
use crate::relay::Relay;
use crate::support::python::PythonServer;
use crate::support::running::{Running, wait_for};
use crate::support::watched::Watched;

/// Arguments after the server's address: a time-out that is not run into, and how many attempts may fail in a row.
const PATIENT: [&str; 2] = ["150000", "3"];

/// A time-out that is run into, and more attempts than there is patience for.
const HASTY: [&str; 2] = ["300", "1000000"];

/// The program, which is to report to a server here.
fn report_to(server: SocketAddr, arguments: &[&str]) -> Running {
    report_over_tcp("tcp", server, arguments)
}

/// Why the firmware connected again, each time, as it printed it.
fn reasons(firmware: &Running) -> Vec<String> {
    let again = |line: &String| line.split_once(", connecting again").map(|(reason, _)| reason.into());
    firmware.lines().iter().filter_map(again).collect()
}

/// Waits until the firmware has lost the server so often.
fn wait_for_reasons(firmware: &Running, count: usize) {
    wait_for("a lost server", || (reasons(firmware).len() >= count).then_some(()));
}

/// Serves every connection of the firmware until it has ended, and returns its status.
fn serve(firmware: &mut Running, listener: &TcpListener, server: SocketAddr) -> i32 {
    let status = |firmware: &mut Running| {
        wait_for("a connection, or the end", || match try_accept(listener) {
            Some(stream) => Some(Some(stream)),
            None => firmware.ended().map(|_| None),
        })
    };
    while let Some(stream) = status(firmware) {
        Relay::new(stream, server).serve();
    }
    firmware.status()
}

// A server that stays.

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn the_readings_are_in_the_store_of_our_server() {
    isolated(|| {
        let server = start_server();
        // Twice, because what was put twice is stored once.
        for _ in 0..2 {
            let mut firmware = report_to(server.local_addr(), &PATIENT);
            assert_eq!(firmware.status(), SUCCESS);
            let lines = ["connected", "the server has taken the readings", "the server has the same readings"];
            assert_eq!(firmware.lines(), lines);
            assert_has_the_readings(server.local_addr());
        }
        let (store, totals) = server.stop().unwrap();
        assert_eq!(store.len(), PUTS.len());
        assert_eq!((totals.connections, totals.puts, totals.gets, totals.errors), (4, 10, 6, 0));
    });
}

/// Reports to the Python server, and compares what that received.
fn report_to_python(habits: &[&str]) {
    let python = PythonServer::start(habits);
    assert_eq!(report_to(python.address, &PATIENT).status(), SUCCESS);
    // Rust and JSON quote these lines alike.
    assert_eq!(python.stop(), PUTS.map(|put| format!("{put:?}")));
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn the_readings_are_in_the_store_of_a_python_server_digit_for_digit() {
    isolated(|| report_to_python(&["--segments"]));
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn the_firmware_bears_the_habits_of_servers() {
    isolated(|| report_to_python(&["--segments", "--crlf", "--three-newlines", "--one-byte", "--newest-first"]));
}

// A server that goes, and comes back.

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn after_a_close_the_firmware_goes_on_where_it_was() {
    isolated(|| {
        let server = start_server();
        let (listener, address) = listen();
        let mut firmware = report_to(address, &["150000", "10"]);
        let connection = || Relay::new(accept(&listener), server.local_addr());

        // At once.
        connection().close();

        // After a whole response.
        let mut relay = connection();
        relay.exchange(PUTS[0]);
        relay.exchange(PUTS[1]);
        relay.close();

        // Instead of a response.
        let mut relay = connection();
        relay.expect(PUTS[2]);
        relay.close();

        // In the middle of a response, after the command was carried out.
        let mut relay = connection();
        relay.expect(PUTS[2]);
        relay.response(PUTS[2]);
        relay.answer("ok\n");
        relay.close();

        let mut relay = connection();
        relay.exchange(PUTS[2]);
        relay.exchange(PUTS[3]);
        relay.exchange(PUTS[4]);
        relay.exchange(GETS[0]);

        // In the middle of a row.
        relay.expect(GETS[1]);
        relay.answer("ok\ngreenhouse.pres");
        relay.close();

        let mut relay = connection();
        relay.exchange(GETS[1]);
        relay.expect("");
        drop(relay);
        assert_eq!(firmware.status(), SUCCESS);
        assert_eq!(reasons(&firmware), ["closed"; 5]);
        assert_has_the_readings(server.local_addr());
        // One was put twice, and stored once.
        assert_eq!(server.stop().unwrap().1.puts, 6);
    });
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn after_a_reset_the_firmware_goes_on_where_it_was() {
    isolated(|| {
        let server = start_server();
        let (listener, address) = listen();
        let mut firmware = report_to(address, &["150000", "10"]);
        let connection = || Relay::new(accept(&listener), server.local_addr());

        // Instead of a response.
        let mut relay = connection();
        relay.exchange(PUTS[0]);
        relay.expect(PUTS[1]);
        relay.reset();

        // In the middle of a response.
        let mut relay = connection();
        relay.expect(PUTS[1]);
        relay.answer("o");
        relay.reset();

        // When the next command is sent already.
        let mut relay = connection();
        relay.exchange(PUTS[1]);
        relay.exchange(PUTS[2]);
        relay.firmware.get_ref().peek(&mut [0]).unwrap();
        relay.reset();

        connection().serve();
        assert_eq!(firmware.status(), SUCCESS);
        let reasons = reasons(&firmware);
        assert_eq!([&*reasons[0], &reasons[2]], ["reset"; 2]);
        // Where a reset comes close behind bytes, the emulator's network may make a close of it.
        assert!(["reset", "closed"].contains(&&*reasons[1]) && reasons.len() == 3, "{reasons:?}");
        assert_has_the_readings(server.local_addr());
        assert_eq!(server.stop().unwrap().1.puts, 5);
    });
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn a_server_may_start_after_the_firmware() {
    isolated(|| {
        let (listener, address) = listen();
        drop(listener);
        let mut firmware = report_to(address, &["150000", "1000000"]);
        wait_for_reasons(&firmware, 3);
        let server = Server::bind(address).unwrap().start().unwrap();
        assert_eq!(firmware.status(), SUCCESS);
        let reasons = reasons(&firmware);
        assert!(reasons.iter().all(|reason| reason == "refused"), "{reasons:?}");
        assert_has_the_readings(server.local_addr());
    });
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn after_a_silence_the_firmware_goes_on_where_it_was() {
    isolated(|| {
        let server = start_server();
        let (listener, address) = listen();
        let mut firmware = report_to(address, &HASTY);
        let connection = || Relay::new(accept(&listener), server.local_addr());

        // From the beginning.
        let mut silent = connection();
        wait_for_reasons(&firmware, 1);
        silent.is_left();

        // Instead of a response; after one that came too late, perhaps, if the machine is busy.
        let mut relay = connection();
        relay.expect(PUTS[0]);
        wait_for_reasons(&firmware, 2);
        // Nobody is there any more to take it for the response to another command.
        let _ = relay.firmware.get_mut().write_all(b"error\nlate\n\n");

        // In the middle of a response.
        let mut relay = connection();
        relay.expect(PUTS[0]);
        relay.answer("ok");
        wait_for_reasons(&firmware, 3);

        assert_eq!(serve(&mut firmware, &listener, server.local_addr()), SUCCESS);
        let reasons = reasons(&firmware);
        assert!(reasons.iter().all(|reason| reason == "silence"), "{reasons:?}");
        assert_has_the_readings(server.local_addr());
    });
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn a_server_that_froze_is_found_again_when_it_goes_on() {
    isolated(|| {
        let python = PythonServer::start(&[]);
        // The system accepts connections for it all the same, and what they bring.
        python.signal("STOP");
        let mut firmware = report_to(python.address, &HASTY);
        wait_for_reasons(&firmware, 2);
        assert_eq!(reasons(&firmware)[..2], ["silence"; 2]);
        python.signal("CONT");
        assert_eq!(firmware.status(), SUCCESS);
        let mut puts = python.stop();
        // It may have carried out what the lost connections had brought.
        puts.dedup();
        assert_eq!(puts, PUTS.map(|put| format!("{put:?}")));
    });
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn a_network_that_was_cut_is_used_again_when_it_is_mended() {
    isolated(|| {
        let loopback = |state| {
            let status = Command::new("ip").args(["link", "set", "lo", state]).status().unwrap();
            assert!(status.success());
        };
        let server = start_server();
        let (listener, address) = listen();
        let mut firmware = report_to(address, &HASTY);
        let mut relay = Relay::new(accept(&listener), server.local_addr());
        relay.exchange(PUTS[0]);
        relay.expect(PUTS[1]);
        let response = relay.response(PUTS[1]);

        // Neither end of the connection hears of it. The response is on its way for ever.
        loopback("down");
        relay.answer(&response);
        wait_for_reasons(&firmware, 2);
        loopback("up");

        assert_eq!(serve(&mut firmware, &listener, server.local_addr()), SUCCESS);
        assert_eq!(reasons(&firmware)[0], "silence");
        assert_has_the_readings(server.local_addr());
    });
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn a_server_that_answers_once_a_connection_gets_all_readings() {
    isolated(|| {
        let server = start_server();
        let (listener, address) = listen();
        // Two attempts, and eight connections: an attempt that got on counts for none that failed.
        let mut firmware = report_to(address, &["150000", "2"]);
        for command in PUTS.into_iter().chain(GETS) {
            let mut relay = Relay::new(accept(&listener), server.local_addr());
            relay.exchange(command);
            relay.close();
        }
        assert_eq!(firmware.status(), SUCCESS);
        assert_eq!(reasons(&firmware), ["closed"; 6]);
        assert_has_the_readings(server.local_addr());
    });
}

// A server that does not come back.

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn a_server_that_is_never_there_is_a_failure() {
    isolated(|| {
        let (listener, address) = listen();
        drop(listener);
        let mut firmware = report_to(address, &["150000", "4"]);
        assert_eq!(firmware.status(), LOST);
        let lines = firmware.lines();
        assert_eq!(reasons(&firmware), ["refused"; 3]);
        assert_eq!(lines[3..], ["refused, giving up", "Lost"]);
        // Each delay is twice the last one, but for a part of it.
        for (line, longest) in lines.iter().zip([100, 200, 400]) {
            let delay = line.strip_prefix("refused, connecting again in ").and_then(|line| line.strip_suffix(" ms"));
            let delay: u32 = delay.unwrap().parse().unwrap();
            assert!((longest / 2..=longest).contains(&delay), "{lines:?}");
        }
    });
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn a_server_that_ends_every_connection_is_a_failure() {
    isolated(|| {
        let server = start_server();
        let (listener, address) = listen();
        let mut firmware = report_to(address, &PATIENT);
        for _ in 0..3 {
            Relay::new(accept(&listener), server.local_addr()).close();
        }
        assert_eq!(firmware.status(), LOST);
        assert_eq!(firmware.lines()[4..], ["connected", "closed, giving up", "Lost"]);
    });
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn a_server_that_does_not_answer_is_a_failure() {
    isolated(|| {
        let (_listener, address) = listen();
        let mut firmware = report_to(address, &["100", "3"]);
        assert_eq!(firmware.status(), SILENCE);
        assert_eq!(reasons(&firmware), ["silence"; 2]);
        assert_eq!(firmware.lines()[4..], ["connected", "silence, giving up", "Silence"]);
    });
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn a_machine_that_is_not_there_is_a_failure() {
    isolated(|| {
        // In the emulator's network, where nobody has that address.
        let mut firmware = LM3S6965EVB.emulate("tcp", None, &["10.0.2.77:8888", "100", "3"]);
        assert_eq!(firmware.status(), SILENCE);
        assert_eq!(reasons(&firmware), ["silence"; 2]);
        // Never connected.
        assert_eq!(firmware.lines()[2..], ["silence, giving up", "Silence"]);
    });
}

// Failures that another connection does not mend.

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn a_rejected_reading_is_a_failure() {
    isolated(|| {
        let server = start_server_with(MemoryStore::with_max_samples(4));
        let mut firmware = report_to(server.local_addr(), &PATIENT);
        assert_eq!(firmware.status(), REJECTED);
        assert_eq!(firmware.lines(), ["connected", "Rejected"]);
    });
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn a_peer_that_speaks_another_protocol_is_a_failure() {
    isolated(|| {
        let (listener, address) = listen();
        let mut firmware = report_to(address, &PATIENT);
        let mut stream = accept(&listener);
        stream.write_all(b"login:\n").unwrap();
        assert_eq!(firmware.status(), CONNECTION);
        assert_eq!(firmware.lines(), ["connected", "Connection"]);
    });
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn readings_that_are_not_those_that_were_put_are_a_failure() {
    isolated(|| {
        let status = |keep: Keep| report_to(start_server_with(Watched::keeping(keep)).local_addr(), &PATIENT).status();
        assert_eq!(status(|sample| Some(sample.value)), SUCCESS);
        assert_eq!(status(|sample| Some(if sample.value == 23.45 { 23.46 } else { sample.value })), DIFFERENT);
        assert_eq!(status(|sample| (sample.value != 99.7).then_some(sample.value)), MISSING);
    });
}
