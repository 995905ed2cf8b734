use std::fmt::Write;

use acme_shared::Summary;

/// What the server answers, apart from the socket.
#[derive(Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub content_type: &'static str,
    pub body: String,
}

impl Answer {
    pub fn text(status: u16, body: impl Into<String>) -> Self {
        Self { status, content_type: "text/plain; charset=utf-8", body: body.into() }
    }

    fn json(body: String) -> Self {
        Self { status: 200, content_type: "application/json", body }
    }
}

pub fn route(method: &str, path: &str, body: &str, summary: &mut Summary) -> Answer {
    match (method, path) {
        ("GET", "/health") => Answer::text(200, "ok\n"),
        ("GET", "/summary") => match serde_json::to_string_pretty(summary) {
            Ok(json) => Answer::json(json),
            Err(error) => Answer::text(500, format!("{error}\n")),
        },
        ("GET", "/metrics") => Answer::text(200, metrics(summary)),
        ("POST", "/logs") => {
            let before = summary.requests;
            body.lines().for_each(|line| summary.add_line(line));
            Answer::text(200, format!("{} requests\n", summary.requests - before))
        }
        (_, "/health" | "/summary" | "/metrics" | "/logs") => Answer::text(405, "method not allowed\n"),
        _ => Answer::text(404, "there are /health, /summary, /metrics and /logs\n"),
    }
}

/// The text format of Prometheus.
fn metrics(summary: &Summary) -> String {
    let mut text = String::new();
    for (name, value) in [
        ("acme_requests_total", summary.requests),
        ("acme_bytes_total", summary.bytes),
        ("acme_malformed_lines_total", summary.malformed),
    ] {
        let _ = writeln!(text, "# TYPE {name} counter\n{name} {value}");
    }
    let _ = writeln!(text, "# TYPE acme_responses_total counter");
    for (status, requests) in &summary.statuses {
        let _ = writeln!(text, "acme_responses_total{{status=\"{status}\"}} {requests}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &str = "192.0.2.7 - - [now] \"GET / HTTP/1.1\" 200 7\nnot a request\n";

    #[test]
    fn sums_up_what_was_posted() {
        let mut summary = Summary::default();
        assert_eq!(route("POST", "/logs", LINES, &mut summary), Answer::text(200, "1 requests\n"));
        let answer = route("GET", "/summary", "", &mut summary);
        assert_eq!(serde_json::from_str::<Summary>(&answer.body).unwrap(), summary);
        assert!(route("GET", "/metrics", "", &mut summary).body.contains("acme_responses_total{status=\"200\"} 1\n"));
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        let mut summary = Summary::default();
        assert_eq!(route("DELETE", "/logs", "", &mut summary).status, 405);
        assert_eq!(route("GET", "/", "", &mut summary).status, 404);
    }
}
