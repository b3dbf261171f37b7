//! `HOST:PORT` as an argument.

/// Checks the form; whether there is such a host shows when it is needed.
pub fn parse(text: &str) -> Result<String, &'static str> {
    let (host, port) = text.rsplit_once(':').ok_or("an address is HOST:PORT")?;
    if host.is_empty() {
        return Err("an address is HOST:PORT, and the host is missing");
    }
    port.parse::<u16>().map_err(|_| "the port is a number from 0 to 65535")?;
    Ok(text.into())
}
