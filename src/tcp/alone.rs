//! Whether a connection is busy alone, told by whose turns follow each other.

/// So many turns tell. To go to another thread and back takes as long as some ten of them.
const TELLING: u32 = 128;

/// So many times the turns of all others together are as good as alone.
const FAR_MORE: u32 = 4;

/// The turns of the loop, when it serves all connections.
#[derive(Debug, Default)]
pub struct Streak {
    place: usize,
    turns: u32,
}

impl Streak {
    /// Counts a turn of the connection at `place`, and says whether it is alone.
    pub fn count(&mut self, place: usize) -> bool {
        let turns = if place == self.place { self.turns } else { 0 };
        *self = Self { place, turns: turns.saturating_add(1) };
        self.turns >= TELLING
    }
}

/// The turns of one that was found to be alone, and of all others beside it.
#[derive(Debug)]
pub struct Lead {
    /// Its turns at the last comparison.
    turns: u32,
    others: u32,
}

impl Lead {
    /// It has had `turns` until it was found to be alone. They are counted modulo 2<sup>32</sup>.
    pub const fn new(turns: u32) -> Self {
        Self { turns, others: 0 }
    }

    /// Counts another's turn, and says whether the one, which has had `turns`, has lost its lead.
    pub fn count_other(&mut self, turns: u32) -> bool {
        self.others = self.others.saturating_add(1);
        if self.others < TELLING {
            return false;
        }
        let lead = turns.wrapping_sub(self.turns);
        *self = Self::new(turns);
        lead < TELLING * FAR_MORE
    }
}
