//! Where the programs that report over TCP differ: after a time-out `tcp` takes another connection at once. `embassy`
//! makes the call again on the same one, and takes another when three in a row have timed out.

use std::io::Write as _;

use crate::board::{SUCCESS, count, reasons, report_over_tcp};
use crate::peers::{PUTS, assert_every_command_was_repeated};
use crate::relay::RelayedServer;
use crate::support::running::wait_for;

/// A time-out that calls run into, but connecting does not, and an unlimited number of attempts.
const RESTLESS: [&str; 2] = ["2000", "100000"];

isolated! {
    tcp; { reporting_goes_on_after_a_time_out }
}

isolated! {
    embassy; {
        the_call_after_a_dropped_one_gets_its_own_response
        readings_are_taken_while_a_response_is_waited_for
        a_connection_that_stays_silent_is_replaced
    }
}

fn reporting_goes_on_after_a_time_out(tcp: &str) {
    let server = RelayedServer::start();
    let mut firmware = report_over_tcp(tcp, server.address, &["300", "1000000"]);
    let wait_for_reasons = |n| wait_for("a time-out", || (reasons(&firmware).len() >= n).then_some(()));

    // From the beginning.
    let mut silent = server.accept();
    wait_for_reasons(1);
    silent.is_left();

    // Instead of a response; after one that came too late, perhaps, if the machine is busy.
    let mut relay = server.accept();
    relay.expect(PUTS[0]);
    wait_for_reasons(2);
    // Nobody is there any more to take it for the response to another command.
    let _ = relay.firmware.get_mut().write_all(b"error\nlate\n\n");

    // In the middle of a response.
    let mut relay = server.accept();
    relay.expect(PUTS[0]);
    relay.answer("ok");
    wait_for_reasons(3);

    server.serve_all(&mut firmware);
    assert_eq!(firmware.status(), SUCCESS);
    let reasons = reasons(&firmware);
    assert!(reasons.iter().all(|reason| reason == "silence"), "{reasons:?}");
    server.stop_with_the_readings();
}

fn the_call_after_a_dropped_one_gets_its_own_response(embassy: &str) {
    let server = RelayedServer::start();
    let mut firmware = report_over_tcp(embassy, server.address, &RESTLESS);
    server.accept().hold_back(|number| {
        // A call sends nothing before this response has come, so that more than one can be dropped meanwhile. One
        // more, and the connection would be replaced.
        let calls = [1, 0, 2, 0][number % 4];
        let before = reasons(&firmware).len();
        wait_for("time-outs", || (reasons(&firmware).len() >= before + calls).then_some(()));
    });

    assert_eq!(firmware.status(), SUCCESS);
    assert_eq!(count(&firmware, "connected"), 1);
    assert_every_command_was_repeated(server.stop_with_the_readings());
}

fn readings_are_taken_while_a_response_is_waited_for(embassy: &str) {
    let server = RelayedServer::start();
    let mut firmware = report_over_tcp(embassy, server.address, &["150000", "1"]);
    server.accept().hold_back(|_| {
        wait_for("all readings", || (count(&firmware, "took a reading") == PUTS.len()).then_some(()));
    });
    assert_eq!(firmware.status(), SUCCESS);
    server.stop_with_the_readings();
}

fn a_connection_that_stays_silent_is_replaced(embassy: &str) {
    let server = RelayedServer::start();
    let mut firmware = report_over_tcp(embassy, server.address, &RESTLESS);

    let mut silent = server.accept();
    silent.expect(PUTS[0]);
    silent.is_left();
    assert_eq!(reasons(&firmware), ["silence"; 3]);

    server.accept().serve();
    assert_eq!(firmware.status(), SUCCESS);
    server.stop_with_the_readings();
}
