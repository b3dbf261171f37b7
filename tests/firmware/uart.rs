//! Reporting over the UART.

use std::io::{BufRead as _, BufReader, Write as _};
use std::time::{Duration, Instant};

use metricline::tcp::MemoryStore;

use crate::board::{BOARDS, BREAK, CONNECTION, LM3S6965EVB, MISSING, REJECTED, SILENCE, SUCCESS, count};
use crate::peers::{
    GETS, PUTS, accept, assert_every_command_was_repeated, listen, report_to_broken_stores, report_to_python,
    start_server, start_server_with, stop_with_the_readings,
};
use crate::relay::RelayedServer;
use crate::support::running::wait_for;

/// Arguments for a peer that answers: a read time-out that is never reached, and one attempt.
pub const PATIENT: [&str; 2] = ["150000", "1"];

/// Arguments for a peer that does not answer: a short read time-out, and three attempts.
pub const HASTY: [&str; 2] = ["100", "3"];

emulated! {
    the_readings_are_in_the_store_of_our_server
    the_readings_are_in_the_store_of_a_python_server_digit_for_digit
    after_a_time_out_the_next_call_gets_its_own_response
    after_a_damaged_response_the_call_is_repeated
    a_server_that_does_not_answer_is_a_failure
    a_time_out_is_never_too_short
    a_server_that_hangs_up_is_a_failure
    a_rejected_reading_is_a_failure
    a_peer_that_speaks_another_protocol_is_a_failure
    a_store_that_loses_or_changes_readings_is_a_failure
    a_row_sent_three_times_counts_once
}

fn the_readings_are_in_the_store_of_our_server() {
    for board in BOARDS {
        let server = start_server();
        // Twice, because what was put twice is stored once.
        for _ in 0..2 {
            assert_eq!(board.status("uart", server.local_addr(), &PATIENT), SUCCESS, "{}", board.name);
        }
        let totals = stop_with_the_readings(server);
        assert_eq!((totals.puts, totals.gets, totals.errors), (10, 5, 0));
    }
}

fn the_readings_are_in_the_store_of_a_python_server_digit_for_digit() {
    for board in BOARDS {
        for habits in [&[][..], &["--crlf", "--three-newlines", "--one-byte", "--newest-first"]] {
            report_to_python(habits, |python| board.status("uart", python, &PATIENT));
        }
    }
}

fn after_a_time_out_the_next_call_gets_its_own_response() {
    let server = RelayedServer::start();
    let mut firmware = LM3S6965EVB.emulate("uart", Some(server.address), &["200", "100000"]);
    let time_outs = || count(&firmware, "timed out");
    server.accept().hold_back(|number| {
        // Every other response is late: the firmware has given up waiting for it, and makes the call again.
        if number % 2 == 0 {
            let before = time_outs();
            wait_for("a time-out", || (time_outs() > before).then_some(()));
        }
    });

    assert_eq!(firmware.status(), SUCCESS);
    assert_every_command_was_repeated(server.stop_with_the_readings());
}

fn after_a_damaged_response_the_call_is_repeated() {
    for damaged in ["k\n\n".into(), format!("o{BREAK}k\n\n"), "ok\nrows\n\nof another response\n\n".into()] {
        let server = RelayedServer::start();
        let mut firmware = LM3S6965EVB.emulate_with_breaks("uart", server.address, &["1000", "100000"]);
        let mut relay = server.accept();
        relay.exchange(PUTS[0]);
        relay.expect(PUTS[1]);
        relay.answer(&damaged);
        relay.serve();
        assert_eq!(firmware.status(), SUCCESS, "{damaged:?}");
        assert_eq!(count(&firmware, "damaged"), 1, "{damaged:?}");
        server.stop_with_the_readings();
    }
}

fn a_server_that_does_not_answer_is_a_failure() {
    for board in BOARDS {
        let (_listener, address) = listen();
        let mut firmware = board.emulate("uart", Some(address), &HASTY);
        assert_eq!(firmware.status(), SILENCE, "{}", board.name);
        assert_eq!(firmware.lines(), ["timed out", "timed out", "timed out", "Silence"], "{}", board.name);
    }
}

fn a_time_out_is_never_too_short() {
    for board in BOARDS {
        let (listener, address) = listen();
        // Longer than starting the emulator takes, so that a shorter one is noticed.
        let limit = Duration::from_secs(5);
        let start = Instant::now();
        let mut firmware = board.emulate("uart", Some(address), &[&limit.as_millis().to_string(), "1"]);
        let _server = accept(&listener);
        assert_eq!(firmware.status(), SILENCE, "{}", board.name);
        // The emulator's clock may be slow, but is never fast.
        let waited = start.elapsed();
        assert!(waited >= limit, "{} waited for {waited:?}", board.name);
    }
}

fn a_server_that_hangs_up_is_a_failure() {
    let (listener, address) = listen();
    let mut firmware = LM3S6965EVB.emulate("uart", Some(address), &HASTY);
    drop(accept(&listener));
    // A UART does not show that its other end is gone.
    assert_eq!(firmware.status(), SILENCE);
}

fn a_rejected_reading_is_a_failure() {
    let server = start_server_with(MemoryStore::with_max_samples(4));
    assert_eq!(LM3S6965EVB.status("uart", server.local_addr(), &PATIENT), REJECTED);
}

fn a_peer_that_speaks_another_protocol_is_a_failure() {
    let (listener, address) = listen();
    let mut firmware = LM3S6965EVB.emulate("uart", Some(address), &PATIENT);
    let mut uart = accept(&listener);
    BufReader::new(&uart).read_line(&mut String::new()).unwrap();
    uart.write_all(b"login:\n").unwrap();
    assert_eq!(firmware.status(), CONNECTION);
}

fn a_store_that_loses_or_changes_readings_is_a_failure() {
    for board in BOARDS {
        report_to_broken_stores(|server| board.status("uart", server, &PATIENT));
    }
}

fn a_row_sent_three_times_counts_once() {
    let server = RelayedServer::start();
    let mut firmware = LM3S6965EVB.emulate("uart", Some(server.address), &PATIENT);
    let mut relay = server.accept();
    for command in PUTS {
        relay.exchange(command);
    }
    relay.expect(GETS[0]);
    let row = "greenhouse.temperature 23.45 1501864247\n".repeat(3);
    relay.answer(&format!("ok\n{row}\n"));
    relay.serve();
    assert_eq!(firmware.status(), MISSING);
}
