//! Sums up the access logs that many hosts send to it.

mod routes;

use std::io::Read;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::thread;

use acme_shared::Summary;
use anyhow::{anyhow, Context, Result};
use clap::Parser;
use routes::{route, Answer};
use tiny_http::{Header, Request, Response, Server};

/// Sums up access logs: POST their lines to /logs, GET /summary
#[derive(Parser)]
#[command(version)]
struct Options {
    /// Where to listen; port 0 takes a free one and prints it
    #[arg(long, default_value = "127.0.0.1:8080")]
    address: SocketAddr,

    /// Requests that are answered at a time
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..))]
    workers: u8,

    /// The most bytes that one POST may have
    #[arg(long, default_value_t = 16 * 1024 * 1024)]
    max_body: u64,
}

fn main() -> Result<()> {
    let options = Options::parse();
    let server = Server::http(options.address)
        .map_err(|error| anyhow!(error))
        .with_context(|| format!("cannot listen on {}", options.address))?;
    println!("listening on http://{}", server.server_addr());

    let server = Arc::new(server);
    let summary = Arc::new(Mutex::new(Summary::default()));
    let workers: Vec<_> = (0..options.workers)
        .map(|_| {
            let (server, summary) = (Arc::clone(&server), Arc::clone(&summary));
            thread::spawn(move || {
                for request in server.incoming_requests() {
                    answer(request, &summary, options.max_body);
                }
            })
        })
        .collect();
    for worker in workers {
        worker.join().map_err(|_| anyhow!("a worker panicked"))?;
    }
    Ok(())
}

fn answer(mut request: Request, summary: &Mutex<Summary>, max_body: u64) {
    let mut body = Vec::new();
    let answer = match request.as_reader().take(max_body + 1).read_to_end(&mut body) {
        Err(error) => Answer::text(400, format!("cannot read the request: {error}\n")),
        Ok(_) if body.len() as u64 > max_body => Answer::text(413, format!("more than {max_body} bytes\n")),
        Ok(_) => {
            let method = request.method().to_string();
            let mut summary = summary.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            route(&method, request.url(), &String::from_utf8_lossy(&body), &mut summary)
        }
    };
    let content_type = Header::from_bytes("Content-Type", answer.content_type).expect("a constant header");
    let response = Response::from_string(answer.body).with_status_code(answer.status).with_header(content_type);
    if let Err(error) = request.respond(response) {
        eprintln!("the client went away: {error}");
    }
}
