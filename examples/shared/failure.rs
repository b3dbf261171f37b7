//! Failures as a person reads them: what failed, why, and what to do next.

use std::error::Error;
use std::fmt;
use std::io::{self, Write as _};
use std::process::ExitCode;

pub struct Failure {
    what: String,
    source: Option<Box<dyn Error>>,
    advice: Option<&'static str>,
}

impl Failure {
    pub fn new(what: impl Into<String>, source: impl Into<Box<dyn Error>>) -> Self {
        Self { what: what.into(), source: Some(source.into()), advice: None }
    }

    pub fn with_advice(self, advice: impl Into<Option<&'static str>>) -> Self {
        Self { advice: advice.into(), ..self }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.what)?;
        let mut source = self.source.as_deref();
        while let Some(error) = source {
            write!(f, "\n  because: {error}")?;
            source = error.source();
        }
        self.advice.map_or(Ok(()), |advice| write!(f, "\n  what to do: {advice}"))
    }
}

/// The exit status of a program: 0, or 1 with the failure on stderr.
pub fn exit(result: Result<(), Failure>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // `eprintln` would panic where stderr is closed; the exit status still tells.
            let _ = writeln!(io::stderr(), "{failure}");
            ExitCode::FAILURE
        }
    }
}
