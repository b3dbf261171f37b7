//! Logging with defmt.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::board::{BOARDS, SILENCE, SUCCESS};
use crate::peers::{PUTS, listen, start_server};
use crate::uart::{HASTY, PATIENT};

emulated! {
    the_log_is_decoded_on_the_host
}

/// The records that a program has printed, one a line.
fn decode(elf: &Path, records: &[u8]) -> String {
    let decoder = std::env::var_os("DEFMT_PRINT").unwrap_or("defmt-print".into());
    let mut command = Command::new(&decoder);
    command.arg("-e").arg(elf).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command
        .spawn()
        .unwrap_or_else(|error| panic!("{decoder:?}: {error}; to install it: cargo install --locked defmt-print"));
    // So few that the pipe takes them at once.
    child.stdin.take().unwrap().write_all(records).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", output.status);
    String::from_utf8(output.stdout).unwrap()
}

fn the_log_is_decoded_on_the_host() {
    for board in BOARDS {
        let server = start_server();
        let mut firmware = board.emulate("log", Some(server.local_addr()), &PATIENT);
        assert_eq!(firmware.status(), SUCCESS, "{}", board.name);
        let log = decode(&board.program("log"), &firmware.printed());
        // The program's own records, and the library's: one for each response.
        assert!(log.contains("reporting, 150000 ms for a response, 1 attempts"), "{log}");
        assert!(log.contains("the server has the same readings"), "{log}");
        assert_eq!(log.matches("response ended, 0 owed").count(), 7, "{log}");
        let (store, _) = server.stop().unwrap();
        assert_eq!(store.len(), PUTS.len());

        let (_listener, address) = listen();
        let mut firmware = board.emulate("log", Some(address), &HASTY);
        assert_eq!(firmware.status(), SILENCE, "{}", board.name);
        let log = decode(&board.program("log"), &firmware.printed());
        assert_eq!(log.matches("timed out").count(), 3, "{log}");
        assert!(log.contains("Silence"), "{log}");
    }
}
