use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use acme_shared::{Record, Summary};
use anyhow::{Context, Result};
use regex_lite::Regex;

/// Sums up the files one after another, or standard input where there are none.
pub fn summarise(files: &[PathBuf], matching: Option<&Regex>) -> Result<Summary> {
    let mut summary = Summary::default();
    if files.is_empty() {
        add_lines(io::stdin().lock(), matching, &mut summary).context("cannot read standard input")?;
    }
    for file in files {
        open(file)
            .and_then(|lines| add_lines(lines, matching, &mut summary))
            .with_context(|| format!("cannot read {}", file.display()))?;
    }
    Ok(summary)
}

pub fn open(file: &Path) -> io::Result<BufReader<File>> {
    File::open(file).map(BufReader::new)
}

fn add_lines(mut lines: impl BufRead, matching: Option<&Regex>, summary: &mut Summary) -> io::Result<()> {
    // By bytes: logs hold whatever clients sent, and one stray byte must not end the reading.
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 {
        add_line(String::from_utf8_lossy(&line).trim_end(), matching, summary);
        line.clear();
    }
    Ok(())
}

fn add_line(line: &str, matching: Option<&Regex>, summary: &mut Summary) {
    match (line.parse::<Record>(), matching) {
        (Ok(record), Some(pattern)) if !pattern.is_match(&record.path) => {}
        (Ok(record), _) => summary.add(&record),
        (Err(_), _) => summary.malformed += 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &[u8] = b"192.0.2.7 - - [now] \"GET /orders/1 HTTP/1.1\" 200 7\r\n\
        192.0.2.7 - - [now] \"GET /health HTTP/1.1\" 200 2\n\
        \xff\xfe\n";

    fn paths(pattern: Option<&str>) -> (Vec<String>, u64) {
        let pattern = pattern.map(|text| Regex::new(text).unwrap());
        let mut summary = Summary::default();
        add_lines(LOG, pattern.as_ref(), &mut summary).unwrap();
        (summary.paths.into_keys().collect(), summary.malformed)
    }

    #[test]
    fn reads_every_line_whatever_its_bytes() {
        assert_eq!(paths(None), (vec!["/health".into(), "/orders/1".into()], 1));
    }

    #[test]
    fn counts_only_what_matches() {
        assert_eq!(paths(Some(r"^/orders/\d+$")), (vec!["/orders/1".into()], 1));
    }
}
