//! Copies of a database that the operator made by hand, and what `backup` and `restore` report about the
//! files and secrets around it.

use std::{fs, path::Path};

use crate::support::{
    answers::eventually,
    process::{Installation, pause},
    shell::CommandOutput,
    sqlite_blog::{SqliteBlog, count_comments},
};

fn copy_file(blog: &SqliteBlog, from: &str, to: &str) {
    fs::copy(blog.path(from), blog.path(to)).expect("copies");
}

/// Returns whether the server logged that the write-ahead log is missing, and empties the log file.
fn has_warned(blog: &SqliteBlog) -> bool {
    let log = fs::read_to_string(blog.installation.log()).expect("a log");
    fs::write(blog.installation.log(), "").expect("writes");
    log.contains("its log is missing")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_file_in_use_is_refused_without_its_write_ahead_log() {
    let blog = SqliteBlog::new().await;
    let (mut server, client) = blog.serve_and_post(0..10).await;
    let reader = blog.hold_write_ahead_log();
    for n in 10..20 {
        client.post(n).await.expect(201);
    }
    copy_file(&blog, "data.db", "running.db");
    server.kill();
    drop(reader);
    copy_file(&blog, "data.db", "killed.db");
    let before = fs::read(blog.path("data.db")).expect("reads");
    for name in ["running.db", "killed.db"] {
        for line in [
            format!("backup verify {name}"),
            format!("restore {name}"),
            format!("restore {name} --database sqlite:new.db"),
        ] {
            let names = blog.file_names();
            let output = blog.run(&line).expect_code(1);
            for part in [
                "is not whole",
                "-wal beside it",
                "Stop the server",
                "`rejoinder backup`",
                "--incomplete",
            ] {
                assert!(output.err.contains(part), "{line}: {part}: {}", output.err);
            }
            assert_eq!(blog.file_names(), names, "{line}");
        }
    }
    assert!(fs::read(blog.path("data.db")).expect("reads") == before);
    // The last resort. The next start warns, and later ones do not.
    let printed = blog
        .run("restore --incomplete killed.db")
        .expect_code(0)
        .out;
    assert!(printed.contains("latest changes are missing"), "{printed}");
    let (_, rest) = printed
        .split_once("database is now ")
        .expect("names the replaced file");
    let (replaced, _) = rest.split_once(". ").expect("ends the sentence");
    let replaced = replaced.to_owned();
    blog.run("backup verify data.db").expect_code(1);
    has_warned(&blog);
    let (server, _) = blog.serve_and_post(0..0).await;
    blog.stop_server(server).await;
    assert!(has_warned(&blog), "the first start warns");
    let (server, _) = blog.serve_and_post(0..0).await;
    blog.stop_server(server).await;
    assert!(!has_warned(&blog), "the database is complete now");
    blog.run("backup verify data.db").expect_code(0);
    // The replaced database has its log and is complete.
    let printed = blog.run(&format!("restore {replaced}")).expect_code(0).out;
    assert!(printed.contains("comments: 20,"), "{printed}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_file_of_a_stopped_server_is_a_backup() {
    let blog = SqliteBlog::new().await;
    let (server, _) = blog.serve_and_post(0..4).await;
    blog.stop_server(server).await;
    copy_file(&blog, "data.db", "stopped.db");
    blog.run("backup verify stopped.db").expect_code(0);
    let printed = blog.run("restore stopped.db").expect_code(0).out;
    assert!(
        printed.contains("comments: 4,") && !printed.contains("incomplete"),
        "{printed}"
    );
    // The flag is not necessary here, and does no harm.
    blog.run("restore --incomplete stopped.db").expect_code(0);
    has_warned(&blog);
    let (server, _) = blog.serve_and_post(0..0).await;
    blog.stop_server(server).await;
    assert!(!has_warned(&blog));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_database_with_an_empty_log_is_complete_and_its_restore_can_be_undone() {
    let blog = SqliteBlog::new().await;
    let (mut server, _) = blog.serve_and_post(0..5).await;
    blog.run("backup night.db").expect_code(0);
    let log = blog.path("data.db-wal");
    eventually("an empty log", async || {
        pause().await;
        fs::metadata(&log)
            .is_ok_and(|log| log.len() == 0)
            .then_some(())
    })
    .await;
    server.kill();
    blog.run("backup verify data.db").expect_code(0);
    let printed = blog.run("restore night.db").expect_code(0).out;
    let (_, rest) = printed
        .split_once("database is now ")
        .expect("names the replaced file");
    let (replaced, _) = rest.split_once(". ").expect("ends the sentence");
    let printed = blog.run(&format!("restore {replaced}")).expect_code(0).out;
    assert!(printed.contains("comments: 5,"), "{printed}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_ahead_log_without_its_database_is_reported_as_what_it_is() {
    let blog = SqliteBlog::new_killed().await;
    fs::rename(blog.path("data.db"), blog.path("elsewhere.db")).expect("moves");
    let printed = blog.run("restore night.db").expect_code(0).out;
    assert!(printed.contains("There was no database at "), "{printed}");
    let (_, rest) = printed
        .split_once("The log is now ")
        .expect("names the log");
    let (log, _) = rest.split_once(". ").expect("ends the sentence");
    assert!(Path::new(log).exists(), "{log}");
    let (_, rest) = printed
        .split_once("`rejoinder restore ")
        .expect("names the command to undo");
    let (name, _) = rest.split_once('`').expect("ends the command");
    assert!(!Path::new(name).exists());
    // Undo, as the message describes it.
    fs::rename(blog.path("elsewhere.db"), name).expect("moves");
    let printed = blog.run(&format!("restore {name}")).expect_code(0).out;
    assert!(printed.contains("comments: 20,"), "{printed}");
    let (server, _) = blog.serve_and_post(0..0).await;
    blog.stop_server(server).await;
    assert_eq!(count_comments(&blog.path("data.db")), 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_never_overwrites_a_file_that_belongs_to_the_database() {
    let blog = SqliteBlog::new().await;
    let (server, _) = blog.serve_and_post(0..2).await;
    blog.stop_server(server).await;
    copy_file(&blog, "data.db", "night.db.partial");
    copy_file(&blog, "data.db", "data.db.restoring");
    std::os::unix::fs::symlink("data.db", blog.path("link.db")).expect("links");
    let names = blog.file_names();
    let content = fs::read(blog.path("data.db")).expect("reads");
    let folder = blog.path("");
    let absolute = folder.display();
    for database in ["data.db", "./data.db", &format!("{absolute}/data.db")] {
        for end in [
            "-wal",
            "-shm",
            "-journal",
            "-lock",
            ".secret",
            ".restoring",
            ".partial",
        ] {
            for file in [format!("data.db{end}"), format!("{absolute}/data.db{end}")] {
                let output = blog.run(&format!("backup {file} --database sqlite:{database}"));
                assert_ne!(output.code, Some(0), "{file}: {}", output.out);
                assert_eq!(blog.file_names(), names, "{file}: {}", output.err);
            }
        }
    }
    for (file, database) in [
        ("link.db.secret", "link.db"),
        ("data.db.secret", "link.db"),
        ("night.db", "night.db.partial"),
    ] {
        let output = blog.run(&format!("backup {file} --database sqlite:{database}"));
        let output = output.expect_code(1);
        assert!(
            output.err.contains("the database itself"),
            "{file}: {}",
            output.err
        );
        assert_eq!(
            blog.file_names().len(),
            names.len() + usize::from(database == "night.db.partial")
        );
    }
    assert!(blog.path("night.db.partial").exists());
    let output = blog.run("restore data.db.restoring").expect_code(1);
    assert!(
        output.err.contains("rename the file first"),
        "{}",
        output.err
    );
    assert!(blog.path("data.db.restoring").exists());
    assert!(fs::read(blog.path("data.db")).expect("reads").len() == content.len());
    blog.run("backup data.db-old").expect_code(0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_that_does_not_belong_to_the_database_is_not_reported_as_its_secret() {
    let blog = SqliteBlog::new().await;
    let other = |line: &str| {
        let installation = Installation::on_file(&blog.path("data.db"));
        let mut command = installation.binary();
        command.args(line.split(' ')).current_dir(blog.path("."));
        CommandOutput::of(command, "")
    };
    blog.stop_server(blog.serve_and_post(0..1).await.0).await;
    for line in ["backup night.db", "restore night.db"] {
        let printed = other(line).expect_code(0).out;
        for part in [
            "The secret in the settings (security.secret) is not the one last used with this database",
            "Find the correct secret.",
        ] {
            assert!(printed.contains(part), "{line}: {printed}");
        }
        fs::remove_file(blog.path("right.db")).ok();
        let printed = blog.run(&line.replace("backup night.db", "backup right.db"));
        let printed = printed.expect_code(0).out;
        assert!(
            printed.contains("The secret is in the settings"),
            "{line}: {printed}"
        );
    }
    // The right secret is recognized among the previous ones.
    let right = blog.installation.environment["REJOINDER_SECRET"].clone();
    let wrong = "another secret of at least 32 bytes";
    fs::write(
        blog.path("settings.toml"),
        format!(
            "[security]\nsecret = \"{wrong}\"\n[[security.previous_secrets]]\nsecret = \"{right}\"\n\
             compromised = false\n"
        ),
    )
    .expect("writes");
    let mut installation = Installation::on_file(&blog.path("data.db"));
    installation.environment.remove("REJOINDER_SECRET");
    let mut command = installation.binary();
    command
        .args(["backup", "third.db", "--config", "settings.toml"])
        .current_dir(blog.path("."));
    let printed = CommandOutput::of(command, "").expect_code(0).out;
    assert!(
        printed.contains("security.previous_secrets[0]"),
        "{printed}"
    );
}
