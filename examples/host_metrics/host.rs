//! This machine's figures.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use sysinfo::{
    Components, CpuRefreshKind, DiskRefreshKind, Disks, MemoryRefreshKind, NetworkData, Networks, RefreshKind, System,
};

use crate::name;

/// One figure: the part of its key after the hostname, and its value.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    pub name: &'static str,
    pub value: Value,
}

/// Counts go out as integers, measurements with a fraction.
#[derive(Clone, Copy, Debug)]
pub enum Value {
    Count(u64),
    Real(f32),
}

impl Figure {
    const fn count(name: &'static str, value: u64) -> Self {
        Self { name, value: Value::Count(value) }
    }

    const fn real(name: &'static str, value: f32) -> Self {
        Self { name, value: Value::Real(value) }
    }
}

pub struct Host {
    name: String,
    system: System,
    disks: Disks,
    networks: Networks,
    sensors: Components,
    traffic_read: Instant,
}

impl Host {
    /// How long after `new` the first reading means something: usage is what happened between two looks.
    pub const WARM_UP: Duration = sysinfo::MINIMUM_CPU_UPDATE_INTERVAL;

    pub fn new() -> Self {
        let cpu_and_memory = RefreshKind::nothing()
            .with_cpu(CpuRefreshKind::nothing().with_cpu_usage())
            .with_memory(MemoryRefreshKind::nothing().with_ram());
        Self {
            name: name::of_host(System::host_name()),
            system: System::new_with_specifics(cpu_and_memory),
            disks: Disks::new_with_refreshed_list_specifics(space_and_traffic()),
            networks: Networks::new_with_refreshed_list(),
            sensors: Components::new_with_refreshed_list(),
            traffic_read: Instant::now(),
        }
    }

    /// The hostname, as the first part of a key.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn read(&mut self) -> Vec<Figure> {
        let mut figures = Vec::new();
        self.read_cpu(&mut figures);
        self.read_memory(&mut figures);
        let elapsed = self.traffic_read.elapsed();
        self.traffic_read = Instant::now();
        self.read_disks(elapsed, &mut figures);
        self.read_networks(elapsed, &mut figures);
        self.read_temperature(&mut figures);
        figures
    }

    fn read_cpu(&mut self, figures: &mut Vec<Figure>) {
        // Looks again only when the last look is long enough ago to compare; until then the last usage holds.
        self.system.refresh_cpu_usage();
        // Rounding may take a sum of many cores a little over.
        figures.push(Figure::real(name::CPU, self.system.global_cpu_usage().clamp(0.0, 100.0)));
        // Windows has no load average.
        if cfg!(not(windows)) {
            figures.push(Figure::real(name::LOAD, System::load_average().one as f32));
        }
    }

    fn read_memory(&mut self, figures: &mut Vec<Figure>) {
        self.system.refresh_memory_specifics(MemoryRefreshKind::nothing().with_ram());
        figures.push(Figure::count(name::MEMORY_USED, self.system.used_memory()));
        figures.push(Figure::count(name::MEMORY_TOTAL, self.system.total_memory()));
    }

    /// Sums over the disks. One that is mounted in several places counts once.
    fn read_disks(&mut self, elapsed: Duration, figures: &mut Vec<Figure>) {
        self.disks.refresh_specifics(true, space_and_traffic());
        let mut seen = HashSet::new();
        let [mut available, mut total, mut read, mut written] = [0_u64; 4];
        for disk in self.disks.list().iter().filter(|disk| seen.insert(disk.name())) {
            available = available.saturating_add(disk.available_space());
            total = total.saturating_add(disk.total_space());
            let usage = disk.usage();
            read = read.saturating_add(since_last_look(usage.read_bytes, usage.total_read_bytes));
            written = written.saturating_add(since_last_look(usage.written_bytes, usage.total_written_bytes));
        }
        figures.push(Figure::count(name::DISK_AVAILABLE, available));
        figures.push(Figure::count(name::DISK_TOTAL, total));
        figures.push(Figure::count(name::DISK_READ, a_second(read, elapsed)));
        figures.push(Figure::count(name::DISK_WRITTEN, a_second(written, elapsed)));
    }

    /// Sums over the interfaces. What passes a bridge counts on each of its interfaces.
    fn read_networks(&mut self, elapsed: Duration, figures: &mut Vec<Figure>) {
        self.networks.refresh(true);
        let outside = || self.networks.list().values().filter(|interface| !is_loopback(interface));
        let received = outside().map(NetworkData::received).fold(0, u64::saturating_add);
        let sent = outside().map(NetworkData::transmitted).fold(0, u64::saturating_add);
        figures.push(Figure::count(name::NETWORK_RECEIVED, a_second(received, elapsed)));
        figures.push(Figure::count(name::NETWORK_SENT, a_second(sent, elapsed)));
    }

    /// The hottest sensor's, where there is one.
    fn read_temperature(&mut self, figures: &mut Vec<Figure>) {
        self.sensors.refresh(true);
        let sensors = self.sensors.list().iter();
        let temperatures = sensors.filter_map(|sensor| sensor.temperature()).filter(|celsius| celsius.is_finite());
        figures.extend(temperatures.reduce(f32::max).map(|celsius| Figure::real(name::TEMPERATURE, celsius)));
    }
}

fn space_and_traffic() -> DiskRefreshKind {
    DiskRefreshKind::nothing().with_storage().with_io_usage()
}

/// A disk that was not there at the last look tells all its traffic since it was plugged in: no rate can be made of it.
fn since_last_look(bytes: u64, total: u64) -> u64 {
    if bytes == total { 0 } else { bytes }
}

fn is_loopback(interface: &NetworkData) -> bool {
    interface.ip_networks().iter().any(|network| network.addr.is_loopback())
}

fn a_second(bytes: u64, elapsed: Duration) -> u64 {
    let rate = bytes as f64 / elapsed.as_secs_f64();
    // A cast to an integer keeps within its range.
    rate.round() as u64
}
