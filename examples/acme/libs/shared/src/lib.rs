//! What the server and the command line share: reading access logs and summing them up.

mod record;
mod summary;

pub use record::{ParseError, Record};
pub use summary::{PathSummary, Summary};
