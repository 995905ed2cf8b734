use std::io::{self, Read};
use std::path::PathBuf;

use acme_shared::Summary;
use anyhow::{bail, Context, Result};
use minreq::{Request, Response};

use crate::analyse::open;

const TIMEOUT_SECONDS: u64 = 30;

/// Has the server add the files' lines, or those of standard input, to its summary.
pub fn send(server: &str, files: &[PathBuf]) -> Result<()> {
    let mut lines = Vec::new();
    if files.is_empty() {
        io::stdin().read_to_end(&mut lines).context("cannot read standard input")?;
    }
    for file in files {
        open(file)
            .and_then(|mut reader| reader.read_to_end(&mut lines))
            .with_context(|| format!("cannot read {}", file.display()))?;
    }
    ask(minreq::post(url(server, "logs")).with_body(lines))?;
    Ok(())
}

pub fn summary(server: &str) -> Result<Summary> {
    let response = ask(minreq::get(url(server, "summary")))?;
    serde_json::from_slice(response.as_bytes()).context("the server's summary is none of this version's")
}

fn url(server: &str, path: &str) -> String {
    format!("{}/{path}", server.trim_end_matches('/'))
}

fn ask(request: Request) -> Result<Response> {
    let response = request.with_timeout(TIMEOUT_SECONDS).send().context("the server does not answer")?;
    if response.status_code != 200 {
        bail!("the server answers {}: {}", response.status_code, response.as_str().unwrap_or("").trim_end());
    }
    Ok(response)
}
