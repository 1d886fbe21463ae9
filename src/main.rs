//! The `rejoinder` binary.

use std::process::ExitCode;

// Gives back what an attack made it take, which the allocators of glibc and mimalloc do not:
// `cargo bench --bench memory` shows it.
#[cfg(feature = "jemalloc")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    rejoinder::cli::run()
}
