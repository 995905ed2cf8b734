use std::error::Error;
use std::fmt;
use std::str::FromStr;

/// One request, from a line in the Common Log Format or the Combined one:
/// `host ident user [time] "method path protocol" status bytes …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub host: String,
    pub method: String,
    pub path: String,
    pub status: u16,
    pub bytes: u64,
}

/// The part of a line that is missing or is not what it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParseError {
    Host,
    Time,
    Request,
    Status,
    Bytes,
}

impl fmt::Display for ParseError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Host => "the host is missing",
            Self::Time => "the time in [brackets] is missing",
            Self::Request => "the \"method path protocol\" in quotes is missing",
            Self::Status => "the status is not a number",
            Self::Bytes => "the size is neither a number nor a dash",
        })
    }
}

impl Error for ParseError {}

impl FromStr for Record {
    type Err = ParseError;

    fn from_str(line: &str) -> Result<Self, ParseError> {
        let (host, rest) = line.split_once(' ').filter(|(host, _)| !host.is_empty()).ok_or(ParseError::Host)?;
        let (_, rest) = rest.split_once("] ").ok_or(ParseError::Time)?;
        let (request, rest) = quoted(rest).ok_or(ParseError::Request)?;
        let mut words = request.split(' ');
        let (method, target) = words.next().zip(words.next()).ok_or(ParseError::Request)?;
        let mut fields = rest.split_ascii_whitespace();
        let status = fields.next().and_then(|text| text.parse().ok()).ok_or(ParseError::Status)?;
        let bytes = match fields.next().ok_or(ParseError::Bytes)? {
            "-" => 0,
            text => text.parse().map_err(|_| ParseError::Bytes)?,
        };
        Ok(Self {
            host: host.to_owned(),
            method: method.to_owned(),
            path: without_query(target).to_owned(),
            status,
            bytes,
        })
    }
}

/// The text between the quote that `text` begins with and the next one that is not escaped, and what follows it.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('"')?;
    let mut escaped = false;
    for (index, byte) in inside.bytes().enumerate() {
        match byte {
            b'"' if !escaped => return Some((&inside[..index], &inside[index + 1..])),
            b'\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    None
}

fn without_query(target: &str) -> &str {
    target.split('?').next().unwrap_or(target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_common_and_the_combined_format() {
        let common = r#"192.0.2.7 - kim [20/Nov/2025:13:19:00 +0000] "GET /orders?page=2 HTTP/1.1" 200 512"#;
        let combined = format!(r#"{common} "https://acme.example/" "curl/8.5""#);
        let expected =
            Record { host: "192.0.2.7".into(), method: "GET".into(), path: "/orders".into(), status: 200, bytes: 512 };
        assert_eq!(common.parse(), Ok(expected.clone()));
        assert_eq!(combined.parse(), Ok(expected));
    }

    #[test]
    fn takes_a_dash_for_no_bytes_and_an_escaped_quote_for_a_letter() {
        let line = r#"::1 - - [20/Nov/2025:13:19:00 +0000] "GET /a\"b HTTP/1.1" 304 -"#;
        let record: Record = line.parse().unwrap();
        assert_eq!((record.path.as_str(), record.bytes), (r#"/a\"b"#, 0));
    }

    #[test]
    fn says_what_is_wrong_with_a_line() {
        for (line, expected) in [
            ("", ParseError::Host),
            ("192.0.2.7 - - no time", ParseError::Time),
            ("192.0.2.7 - - [now] GET /", ParseError::Request),
            (r#"192.0.2.7 - - [now] "GET" 200 1"#, ParseError::Request),
            (r#"192.0.2.7 - - [now] "GET / HTTP/1.1" fine 1"#, ParseError::Status),
            (r#"192.0.2.7 - - [now] "GET / HTTP/1.1" 200 many"#, ParseError::Bytes),
        ] {
            assert_eq!(line.parse::<Record>(), Err(expected), "{line}");
        }
    }
}
