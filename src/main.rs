//! The `rejoinder` binary.

use std::process::ExitCode;

// jemalloc returns memory to the operating system after an attack has made the process allocate it,
// which the allocators of glibc and mimalloc do not: `cargo bench --bench memory` shows it.
#[cfg(feature = "jemalloc")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    rejoinder::run()
}
