//! Running programs: what they print, and how they end.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Longer than anything takes, even on a slow machine.
pub const PATIENCE: Duration = Duration::from_secs(180);

/// Calls `ask` until it returns something.
#[track_caller]
pub fn wait_for<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < until, "waited {PATIENCE:?} for {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// A running program. It is killed when dropped, and its stderr is shown if the test fails.
pub struct Running {
    child: Child,
    stdout: Printed,
    stderr: Printed,
}

impl Running {
    pub fn start(command: &mut Command) -> Self {
        let (stdout, out) = Printed::create("stdout");
        let (stderr, err) = Printed::create("stderr");
        command.stdin(Stdio::piped()).stdout(out).stderr(err);
        let child = command.spawn().unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
        Self { child, stdout, stderr }
    }

    /// Everything on stdout so far, taken or not.
    pub fn printed(&self) -> Vec<u8> {
        self.stdout.bytes()
    }

    /// The complete lines on stdout so far, taken or not, without their ends.
    pub fn lines(&self) -> Vec<String> {
        let text = String::from_utf8(self.printed()).unwrap();
        text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n')).map(Into::into).collect()
    }

    /// Waits for the next line on stdout, and takes it.
    #[track_caller]
    pub fn line(&mut self) -> String {
        wait_for("a line", || {
            // Checked first: what a program prints before it ends is in the file after that.
            let ended = self.ended();
            let line = self.stdout.take_line();
            assert!(line.is_some() || ended.is_none(), "no line, and {ended:?}");
            line
        })
    }

    /// Waits for a line on stderr that contains `part`; takes it and all lines before it.
    #[track_caller]
    pub fn wait_for(&mut self, part: &str) -> String {
        wait_for(part, || {
            let ended = self.ended();
            let line = std::iter::from_fn(|| self.stderr.take_line()).find(|line| line.contains(part));
            assert!(line.is_some() || ended.is_none(), "no {part:?} on stderr, and {ended:?}");
            line
        })
    }

    /// Writes a line to stdin, and returns the next line on stdout.
    #[track_caller]
    pub fn call(&mut self, line: &str) -> String {
        writeln!(self.child.stdin.as_mut().unwrap(), "{line}").expect("its stdin is open");
        self.line()
    }

    /// Sends it a signal: `"TERM"`.
    #[cfg(unix)]
    pub fn signal(&self, signal: &str) {
        let kill = Command::new("kill").args([&format!("-{signal}"), &self.child.id().to_string()]).status();
        assert!(kill.unwrap().success());
    }

    /// Kills it.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Its exit status, if it has ended.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap()
    }

    /// Waits until it exits, and returns its exit code.
    #[track_caller]
    pub fn status(&mut self) -> i32 {
        let status = wait_for("its end", || self.ended());
        status.code().expect("no signal ends it")
    }

    /// Waits until it exits, and returns its status and the output that was not taken.
    #[track_caller]
    pub fn output(mut self) -> Output {
        let status = wait_for("its end", || self.ended());
        Output { status, stdout: self.stdout.rest(), stderr: self.stderr.rest() }
    }

    /// Closes its stdin, waits until it exits, checks that the exit code is 0, and returns the lines that were not taken.
    #[track_caller]
    pub fn finish(mut self) -> Vec<String> {
        drop(self.child.stdin.take());
        assert_eq!(self.status(), 0);
        std::iter::from_fn(|| self.stdout.take_line()).collect()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail if it has ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if thread::panicking() {
            eprint!("{}", String::from_utf8_lossy(&self.stderr.bytes()));
        }
    }
}

/// The output of a program, in a file, so that a test can look at it at any time.
struct Printed {
    file: PathBuf,
    /// How many bytes of it were taken.
    taken: usize,
}

impl Printed {
    fn create(name: &str) -> (Self, File) {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}-{number}", std::process::id()));
        let created = File::create(&file).unwrap();
        (Self { file, taken: 0 }, created)
    }

    fn bytes(&self) -> Vec<u8> {
        fs::read(&self.file).unwrap()
    }

    fn rest(&mut self) -> Vec<u8> {
        let rest = self.bytes().split_off(self.taken);
        self.taken += rest.len();
        rest
    }

    /// The next line, without its end, if it is there as a whole.
    fn take_line(&mut self) -> Option<String> {
        let bytes = self.bytes();
        let rest = &bytes[self.taken..];
        let length = rest.iter().position(|&byte| byte == b'\n')?;
        self.taken += length + 1;
        Some(String::from_utf8(rest[..length].to_vec()).unwrap())
    }
}

impl Drop for Printed {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.file);
    }
}
