//! `rejoinder completions` and `rejoinder man`: generated from the command definitions by clap.

use std::{io::Write as _, path::Path};

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::{Cli, CommandFailure, failed, print_line};

const NAME: &str = "rejoinder";

/// Prints the completion script for a shell.
pub(super) fn completions(shell: Shell) {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), NAME, &mut script);
    print(&script);
}

/// Prints the page `rejoinder(1)`, or writes it and one page per command into a folder.
pub(super) fn man(folder: Option<&Path>) -> Result<(), CommandFailure> {
    let command = Cli::command().name(NAME);
    let Some(folder) = folder else {
        let mut page = Vec::new();
        clap_mangen::Man::new(command)
            .render(&mut page)
            .map_err(failed)?;
        print(&page);
        return Ok(());
    };
    std::fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(command, folder))
        .map_err(|error| failed(format!("cannot write to {}: {error}", folder.display())))?;
    print_line(&format!("Wrote the pages to {}.", folder.display()));
    Ok(())
}

/// Writes bytes to standard output. A closed pipe is not an error: the reader wants no more output.
fn print(bytes: &[u8]) {
    let _ = std::io::stdout().write_all(bytes);
}
