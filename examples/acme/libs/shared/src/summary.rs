use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Record;

/// How many paths the summary's text lists.
const LISTED_PATHS: usize = 10;

/// The sums over many requests. Those of two logs can be added: a server sums what many hosts send.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    pub requests: u64,
    pub bytes: u64,
    /// Lines that are no requests.
    pub malformed: u64,
    pub statuses: BTreeMap<u16, u64>,
    pub paths: BTreeMap<String, PathSummary>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathSummary {
    pub requests: u64,
    /// Answers of 500 and above.
    pub failures: u64,
    pub bytes: u64,
}

impl Summary {
    pub fn add_line(&mut self, line: &str) {
        match line.parse() {
            Ok(record) => self.add(&record),
            Err(_) => self.malformed += 1,
        }
    }

    pub fn add(&mut self, record: &Record) {
        self.requests += 1;
        self.bytes += record.bytes;
        *self.statuses.entry(record.status).or_default() += 1;
        let path = self.paths.entry(record.path.clone()).or_default();
        path.requests += 1;
        path.failures += u64::from(record.status >= 500);
        path.bytes += record.bytes;
    }

    pub fn merge(&mut self, other: Self) {
        self.requests += other.requests;
        self.bytes += other.bytes;
        self.malformed += other.malformed;
        for (status, requests) in other.statuses {
            *self.statuses.entry(status).or_default() += requests;
        }
        for (path, sums) in other.paths {
            let path = self.paths.entry(path).or_default();
            path.requests += sums.requests;
            path.failures += sums.failures;
            path.bytes += sums.bytes;
        }
    }

    /// The paths that were asked for most often, by name where they draw.
    pub fn busiest(&self, count: usize) -> Vec<(&str, PathSummary)> {
        let mut paths: Vec<_> = self.paths.iter().map(|(path, sums)| (path.as_str(), *sums)).collect();
        paths.sort_by(|(left, a), (right, b)| b.requests.cmp(&a.requests).then(left.cmp(right)));
        paths.truncate(count);
        paths
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{} requests, {} bytes, {} malformed lines", self.requests, self.bytes, self.malformed)?;
        for (status, requests) in &self.statuses {
            writeln!(formatter, "  {status}  {requests}")?;
        }
        for (path, sums) in self.busiest(LISTED_PATHS) {
            writeln!(formatter, "  {:>8} requests {:>6} failures  {path}", sums.requests, sums.failures)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary_of(lines: &[&str]) -> Summary {
        let mut summary = Summary::default();
        for line in lines {
            summary.add_line(line);
        }
        summary
    }

    const ORDERS: &str = r#"192.0.2.7 - - [now] "GET /orders HTTP/1.1" 200 100"#;
    const FAILED: &str = r#"192.0.2.8 - - [now] "POST /orders HTTP/1.1" 503 20"#;
    const HOME: &str = r#"192.0.2.9 - - [now] "GET / HTTP/1.1" 200 7"#;

    #[test]
    fn counts_by_status_and_by_path() {
        let summary = summary_of(&[ORDERS, FAILED, HOME, "not a request"]);
        assert_eq!((summary.requests, summary.bytes, summary.malformed), (3, 127, 1));
        assert_eq!(summary.statuses, BTreeMap::from([(200, 2), (503, 1)]));
        let orders = PathSummary { requests: 2, failures: 1, bytes: 120 };
        assert_eq!(summary.busiest(1), [("/orders", orders)]);
    }

    #[test]
    fn merging_equals_reading_at_once() {
        let mut merged = summary_of(&[ORDERS, "?"]);
        merged.merge(summary_of(&[FAILED, HOME]));
        assert_eq!(merged, summary_of(&[ORDERS, "?", FAILED, HOME]));
    }

    #[test]
    fn travels_as_json() {
        let summary = summary_of(&[ORDERS, FAILED]);
        let json = serde_json::to_string(&summary).unwrap();
        assert_eq!(serde_json::from_str::<Summary>(&json).unwrap(), summary);
    }
}
