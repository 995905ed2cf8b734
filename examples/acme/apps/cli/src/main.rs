//! Reads access logs here, or has a server read them.

mod analyse;
mod client;

use std::path::PathBuf;

use acme_shared::Summary;
use anyhow::Result;
use clap::{Parser, Subcommand};
use regex_lite::Regex;

/// Sums up access logs
#[derive(Parser)]
#[command(version)]
struct Options {
    /// Print JSON instead of text
    #[arg(long, global = true)]
    json: bool,

    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Sum up log files; standard input without any
    Analyse {
        files: Vec<PathBuf>,

        /// Count only requests whose path matches this regular expression
        #[arg(long)]
        matching: Option<Regex>,
    },
    /// Send log files to a server; standard input without any
    Send {
        files: Vec<PathBuf>,

        #[arg(long, default_value = "http://127.0.0.1:8080")]
        server: String,
    },
    /// Print the summary that a server keeps
    Summary {
        #[arg(long, default_value = "http://127.0.0.1:8080")]
        server: String,
    },
}

fn main() -> Result<()> {
    let options = Options::parse();
    let summary = match options.command {
        Command::Analyse { files, matching } => analyse::summarise(&files, matching.as_ref())?,
        Command::Send { files, server } => {
            client::send(&server, &files)?;
            client::summary(&server)?
        }
        Command::Summary { server } => client::summary(&server)?,
    };
    print(&summary, options.json)
}

fn print(summary: &Summary, json: bool) -> Result<()> {
    if json {
        println!("{}", serde_json::to_string_pretty(summary)?);
    } else {
        print!("{summary}");
    }
    Ok(())
}
