//! A network namespace for each test, so that nothing it sends leaves the machine.

use std::process::Command;

use crate::board::{ISOLATED, LM3S6965EVB, is_isolated};

/// Runs a test, given as a closure that is the whole of it, in a network namespace with nothing but a loopback
/// interface, of which it is the master.
///
/// A process enters a namespace before it starts its threads, and the harness has started some. So the test program is
/// run once more inside, with this test alone.
#[track_caller]
pub fn isolated<T: FnOnce()>(test: T) {
    if is_isolated() {
        return test();
    }
    // The closure's name is the test's, below the crate's. That it is, is checked: the test must have been run.
    let name = std::any::type_name::<T>();
    let name = name.strip_suffix("::{{closure}}").and_then(|name| name.split_once("::")).map(|(_, name)| name);
    let name = name.expect("a closure in a test");
    let mut inside = Command::new("unshare");
    inside.args(namespace()).args(["sh", "-c", r#"ip link set lo up && exec "$@""#, "sh"]);
    inside.arg(std::env::current_exe().unwrap()).args(["--exact", name, "--include-ignored", "--nocapture"]);
    // Outside, where cargo finds its registry.
    LM3S6965EVB.programs();
    let output = inside.env(ISOLATED, "1").output().unwrap();
    let stdout = String::from_utf8_lossy(&output.stdout);
    print!("{stdout}");
    eprint!("{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && stdout.contains("test result: ok. 1 passed"), "{name}: {}", output.status);
}

/// The arguments of `unshare`. In a user namespace any user is root; where those are forbidden, only root can do
/// without.
fn namespace() -> &'static [&'static str] {
    let may: [&[&str]; 2] = [&["--map-root-user", "--net"], &["--net"]];
    may.into_iter()
        .find(|arguments| {
            Command::new("unshare").args(*arguments).arg("true").output().is_ok_and(|out| out.status.success())
        })
        .expect("these tests need a network namespace: allow user namespaces to everybody, or run them as root")
}
