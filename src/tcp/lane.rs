//! A thread for the one connection that is busy alone.
//!
//! To wait until any socket is ready and then to read is a system call more than to wait in the read: one in twenty of
//! what a lockstep `put` takes, both ends counted. So a connection that has one turn after the other, nobody else's
//! between, is given to a thread that waits for nothing but its bytes. It comes back when both threads want the store at
//! once, and when it is silent while another is busy alone.

use std::io;
use std::net::Shutdown;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::thread::{self, JoinHandle};

use mio::Waker;

use super::connection::{Buffers, Connection, Turn};
use super::shared::{Shared, panicked};
use crate::server::Store;

/// So many turns in a row tell that a connection is busy alone. To go there and back takes as long as some ten turns.
const IN_A_ROW: u32 = 128;

/// Where it was measured, or the system's calls are the same.
const IS_WORTH_IT: bool = cfg!(unix);

/// The loop's end of the lane.
#[derive(Debug)]
pub struct Lane<S> {
    shared: Arc<Shared<S>>,
    thread: Option<JoinHandle<()>>,
    to: Option<Sender<Connection>>,
    from: Receiver<Returned>,
    /// All turns that connections had there, modulo 2<sup>32</sup>.
    turns: Arc<AtomicU32>,
    occupant: Option<Occupant>,
    /// The place of the connection that had the loop's last turn, and how many in a row.
    last: (usize, u32),
}

/// A connection, and whether it goes on.
pub type Returned = (Connection, bool);

#[derive(Debug)]
struct Occupant {
    /// To end its connection, and with it a wait for bytes.
    socket: socket2::Socket,
    /// What `turns` was when another connection was last found to be busy alone.
    turns: u32,
}

impl<S: Store + Send + 'static> Lane<S> {
    /// An empty one. The waker is used whenever a connection comes back.
    pub fn start(shared: Arc<Shared<S>>, waker: Arc<Waker>) -> io::Result<Self> {
        let (to, connections) = channel();
        let (back, from) = channel();
        let turns = Arc::new(AtomicU32::new(0));
        let attendant = Attendant { back, shared: Arc::clone(&shared), turns: Arc::clone(&turns), alarm: Alarm(waker) };
        let thread =
            thread::Builder::new().name("metricline-lane".into()).spawn(move || attendant.run(&connections))?;
        Ok(Self { shared, thread: Some(thread), to: Some(to), from, turns, occupant: None, last: (0, 0) })
    }
}

impl<S> Lane<S> {
    /// How many connections are in it: 0 or 1.
    pub fn len(&self) -> usize {
        self.occupant.iter().len()
    }

    /// Counts a turn in the loop, and says whether the connection at this place should enter.
    pub fn invites(&mut self, place: usize) -> bool {
        let (last, turns) = self.last;
        let turns = if place == last { turns.saturating_add(1) } else { 1 };
        if turns < IN_A_ROW {
            self.last = (place, turns);
            return false;
        }
        self.last = (place, 0);
        let Some(occupant) = &mut self.occupant else { return IS_WORTH_IT };
        let turns = self.turns.load(Ordering::Relaxed);
        if occupant.turns == turns {
            self.shared.recall();
        }
        occupant.turns = turns;
        false
    }

    /// Takes a connection whose socket blocks, and another handle of that.
    pub fn enter(&mut self, connection: Connection, socket: socket2::Socket) {
        self.occupant = Some(Occupant { socket, turns: self.turns.load(Ordering::Relaxed) });
        if let Some(to) = &self.to {
            // It fails where the thread has panicked, as `returned` then tells.
            let _ = to.send(connection);
        }
    }

    /// The connection that has come back since.
    ///
    /// # Errors
    ///
    /// When the thread has panicked.
    pub fn returned(&mut self) -> io::Result<Option<Returned>> {
        if self.occupant.is_none() {
            return Ok(None);
        }
        match self.from.try_recv() {
            Ok(returned) => {
                self.occupant = None;
                self.shared.end_recall();
                Ok(Some(returned))
            }
            Err(TryRecvError::Empty) => Ok(None),
            Err(TryRecvError::Disconnected) => Err(panicked()),
        }
    }

    /// Ends the connection that is in it, and the thread. Whatever was left is returned.
    pub fn stop(&mut self) -> io::Result<Option<Connection>> {
        self.shared.recall();
        if let Some(occupant) = &self.occupant {
            // It fails where the peer has gone, which ends the wait as well.
            let _ = occupant.socket.shutdown(Shutdown::Both);
        }
        self.to = None;
        if let Some(thread) = self.thread.take() {
            thread.join().map_err(|_| panicked())?;
        }
        Ok(self.from.try_recv().ok().map(|(connection, _)| connection))
    }
}

impl<S> Drop for Lane<S> {
    fn drop(&mut self) {
        // Stopped already, unless the loop has failed, and tells of that.
        let _ = self.stop();
    }
}

/// The thread.
struct Attendant<S> {
    // Before the alarm, so that whoever that wakes finds the channel closed.
    back: Sender<Returned>,
    alarm: Alarm,
    shared: Arc<Shared<S>>,
    turns: Arc<AtomicU32>,
}

impl<S: Store> Attendant<S> {
    fn run(self, connections: &Receiver<Connection>) {
        let mut buffers = Buffers::new();
        for mut connection in connections {
            let goes_on = self.attend(&mut connection, &mut buffers);
            if self.back.send((connection, goes_on)).is_err() {
                return;
            }
            self.alarm.ring();
        }
    }

    fn attend(&self, connection: &mut Connection, buffers: &mut Buffers) -> bool {
        loop {
            connection.socket.expect();
            let turn = connection.turn(|| self.shared.for_lane(), buffers);
            self.turns.fetch_add(1, Ordering::Relaxed);
            if let Turn::Over = turn {
                return false;
            }
            if self.shared.is_recalled() {
                return true;
            }
        }
    }
}

/// Wakes the loop, in the end too, whether that is a panic or not.
#[derive(Debug)]
struct Alarm(Arc<Waker>);

impl Alarm {
    fn ring(&self) {
        // A loop that cannot be woken has ended.
        let _ = self.0.wake();
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        self.ring();
    }
}
