//! The firmware as a server, on its UART.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use metricline::tcp::{Client, Error, Metrics};

use crate::board::{BOARDS, BREAK, Board, LM3S6965EVB, SUCCESS};
use crate::peers::{accept, listen};
use crate::support::python::python;
use crate::support::running::{PATIENCE, Running, wait_for};

emulated! {
    our_client_converses_with_the_firmware
    a_damaged_line_is_answered_with_an_error
    python_clients_converse_with_the_firmware
}

/// `server`, and an address where one client after another talks to its UART.
fn serve(board: &Board, arguments: &[&str]) -> (Running, SocketAddr) {
    let (listener, address) = listen();
    let firmware = board.emulate("server", Some(address), arguments);
    let mut uart = accept(&listener);
    // What is sent to a UART before it was started is lost.
    wait_for("the firmware to be ready", || firmware.lines().contains(&"ready".into()).then_some(()));
    let (listener, address) = listen();
    let client = Arc::new(Mutex::new(None::<TcpStream>));

    // Either thread ends with QEMU or with the test.
    let (current, mut answers) = (Arc::clone(&client), uart.try_clone().unwrap());
    answers.set_read_timeout(None).unwrap();
    thread::spawn(move || {
        let mut buffer = [0; 1024];
        while let Ok(n @ 1..) = answers.read(&mut buffer) {
            if let Some(client) = &mut *current.lock().unwrap() {
                // A client that is gone does not want it.
                let _ = client.write_all(&buffer[..n]);
            }
        }
        // Ends the wait of a client for more.
        if let Some(client) = &*current.lock().unwrap() {
            let _ = client.shutdown(Shutdown::Both);
        }
    });
    thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            stream.set_nodelay(true).unwrap();
            *client.lock().unwrap() = Some(stream.try_clone().unwrap());
            let _ = io::copy(&mut stream, &mut uart);
        }
    });
    (firmware, address)
}

fn our_client_converses_with_the_firmware() {
    for board in BOARDS {
        let (mut firmware, address) = serve(board, &["37"]);
        let mut client = Client::connect(address, PATIENCE).unwrap();
        assert_eq!(client.get("*").unwrap(), Metrics::new());
        // In descending order; the firmware sorts them.
        for number in (0..32).rev() {
            client.put("many", f64::from(number) / 7.0, i64::from(number)).unwrap();
        }
        let full = client.put("many", 0, 32);
        assert!(matches!(&full, Err(Error::Rejected(message)) if message.contains("full")), "{full:?}");
        client.put("many", 0.1, 0).unwrap();
        let many: Vec<_> = (0..32).map(|number| (i64::from(number), f64::from(number) / 7.0)).collect();
        let mut expected = Metrics::from([("many".into(), many)]);
        expected.get_mut("many").unwrap()[0].1 = 0.1;
        assert_eq!(client.get("many").unwrap(), expected);
        assert_eq!(client.get("none").unwrap(), Metrics::new());
        // That was the last command.
        assert_eq!(firmware.status(), SUCCESS);
    }
}

fn a_damaged_line_is_answered_with_an_error() {
    let (listener, address) = listen();
    // The only board whose UART reports a break.
    let mut firmware = LM3S6965EVB.emulate_with_breaks("server", address, &["4"]);
    let mut uart = BufReader::new(accept(&listener));
    wait_for("the firmware to be ready", || firmware.lines().contains(&"ready".into()).then_some(()));

    let mut answer = |parts: &[&str]| {
        for part in parts {
            uart.get_mut().write_all(part.as_bytes()).unwrap();
            // Time to be read by itself. A firmware that needs more has an easier task, and the same answer.
            thread::sleep(Duration::from_millis(200));
        }
        let mut answer = String::new();
        while !answer.ends_with("\n\n") {
            assert_ne!(uart.read_line(&mut answer).unwrap(), 0);
        }
        answer
    };
    let wrong_command = "error\nwrong command\n\n";
    // Each would be a command without what was lost.
    assert_eq!(answer(&["put k 12", BREAK, " 1501864247\n"]), wrong_command);
    assert_eq!(answer(&["put k 34 15018", BREAK, "\n"]), wrong_command);
    // The lines around it are as they were.
    assert_eq!(answer(&["put k 56 1501864247\n"]), "ok\n\n");
    assert_eq!(answer(&["get k\n"]), "ok\nk 56.0 1501864247\n\n");
    assert_eq!(firmware.status(), SUCCESS);
}

fn python_clients_converse_with_the_firmware() {
    for (scenario, key) in [("by_hand", "test_key"), ("numbers", "value"), ("this_moment", "now")] {
        let (_firmware, address) = serve(&LM3S6965EVB, &[]);
        let port = address.port().to_string();
        let mut python = Running::start(python("client.py").args(["127.0.0.1", &port, scenario]));
        assert_eq!(python.status(), SUCCESS, "{scenario}: why is on stderr");
        // What one client put, the next one gets.
        let mut client = Client::connect(address, PATIENCE).unwrap();
        assert!(client.get(key).unwrap().contains_key(key), "{scenario}");
    }
}
