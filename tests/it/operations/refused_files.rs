//! Files that commands refuse: a database with two names, a file that is not regular, a missing file.
//! Nothing is created or changed, and no command waits for input that never comes.

use std::{
    fs,
    os::unix::{fs::symlink, net::UnixListener},
    path::Path,
    process::Command,
};

use crate::support::{
    shell::{CommandOutput, Shell, run_in_folder},
    sqlite_blog::{SqliteBlog, count_comments},
};

fn make_pipe(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status();
    assert!(made.expect("mkfifo exists").success());
}

fn printed(output: &CommandOutput) -> String {
    format!("{}{}", output.out, output.err)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_with_two_names_is_refused_under_both() {
    let blog = SqliteBlog::new().await;
    let (server, client) = blog.serve_and_post(0..3).await;
    fs::hard_link(blog.path("data.db"), blog.path("second.db")).expect("links");
    for line in ["serve --dev", "site list", "migrate", "backup copy.db"] {
        let line = format!("{line} --database sqlite:second.db");
        let output = blog.run(&line).expect_code(1);
        for part in ["hard link", "data.db", "Nothing was changed"] {
            assert!(output.err.contains(part), "{line}: {}", output.err);
        }
        assert!(!blog.path("second.db-lock").exists(), "{line}");
        assert!(!blog.path("second.db-wal").exists(), "{line}");
    }
    // While a server uses the file, commands do not treat its other name as a copy either.
    for line in [
        "backup verify second.db",
        "restore second.db --database sqlite:new.db",
    ] {
        let output = blog.run(line).expect_code(1);
        assert!(output.err.contains("in use"), "{line}: {}", output.err);
    }
    client.post(3).await.expect(201);
    blog.stop_server(server).await;
    let before = fs::read(blog.path("data.db")).expect("reads");
    for line in [
        "serve --dev",
        "check --dev",
        "site list",
        "copy --from sqlite:data.db --to sqlite:new.db",
        "copy --from sqlite:second.db --to sqlite:new.db",
    ] {
        let output = blog.run(line).expect_code(1);
        assert!(
            printed(&output).contains("hard link"),
            "{line}: {}",
            printed(&output)
        );
    }
    assert!(fs::read(blog.path("data.db")).expect("reads") == before);
    assert!(!blog.path("new.db").exists());
    // A link in another folder cannot be found by the command, so the message says how to find it.
    fs::create_dir(blog.path("elsewhere")).expect("creates");
    fs::rename(blog.path("second.db"), blog.path("elsewhere/second.db")).expect("moves");
    let output = blog.run("site list").expect_code(1);
    assert!(output.err.contains("-samefile"), "{}", output.err);
    fs::remove_file(blog.path("elsewhere/second.db")).expect("removes");
    let (server, client) = blog.serve_and_post(4..5).await;
    client.read(3).await.expect(200);
    blog.stop_server(server).await;
    assert_eq!(count_comments(&blog.path("data.db")), 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_link_that_an_interrupted_restore_left_is_removed_at_the_next_start() {
    let blog = SqliteBlog::new().await;
    let (mut server, client) = blog.serve_and_post(0..3).await;
    let reader = blog.hold_write_ahead_log();
    client.post(3).await.expect(201);
    server.kill();
    drop(reader);
    // As `restore` does it before it moves the copy to the database's path.
    for suffix in ["", "-wal"] {
        let replaced = format!("data.db.replaced-20261128T061649Z{suffix}");
        fs::hard_link(blog.path(&format!("data.db{suffix}")), blog.path(&replaced)).expect("links");
    }
    // Under that name the database is refused.
    let line = "site list --database sqlite:data.db.replaced-20261128T061649Z";
    let output = blog.run(line).expect_code(1);
    assert!(output.err.contains("hard link"), "{}", output.err);
    let (server, client) = blog.serve_and_post(4..5).await;
    client.read(3).await.expect(200);
    let names = blog.file_names();
    assert!(
        !names.iter().any(|name| name.contains("replaced")),
        "{names:?}"
    );
    blog.stop_server(server).await;
    assert_eq!(count_comments(&blog.path("data.db")), 5);
    // The link does not stop a later restore either.
    blog.run("backup night.db").expect_code(0);
    let replaced = blog.path("data.db.replaced-20261128T061649Z");
    fs::hard_link(blog.path("data.db"), &replaced).expect("links");
    blog.run("restore night.db").expect_code(0);
    assert!(!replaced.exists());
    let (server, _) = blog.serve_and_post(5..6).await;
    blog.stop_server(server).await;
    // The same holds for a backup that was killed after it linked the copy to its final name.
    fs::hard_link(blog.path("night.db"), blog.path("night.db.partial")).expect("links");
    blog.run("site list --database sqlite:night.db")
        .expect_code(0);
    assert!(!blog.path("night.db.partial").exists());
}

#[tokio::test]
async fn a_path_that_is_not_a_regular_file_is_refused_and_no_command_blocks_on_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    run_in_folder(folder.path(), "migrate --database sqlite:good.db").expect_code(0);
    make_pipe(&at("pipe"));
    fs::create_dir(at("folder")).expect("creates");
    let _socket = UnixListener::bind(at("socket")).expect("listens");
    symlink("/dev/zero", at("device")).expect("links");
    for (name, kind) in [
        ("pipe", "a named pipe"),
        ("folder", "a folder"),
        ("socket", "a socket"),
        ("device", "a device"),
    ] {
        for line in [
            format!("backup verify {name}"),
            format!("restore {name} --database sqlite:good.db"),
            format!("restore good.db --database sqlite:{name}"),
            format!("serve --dev --listen 127.0.0.1:0 --database sqlite:{name}"),
            format!("check --dev --database sqlite:{name}"),
            format!("migrate --database sqlite:{name}"),
            format!("site list --database sqlite:{name}"),
            format!("backup new.db --database sqlite:{name}"),
            format!("copy --from sqlite:{name} --to sqlite:new.db"),
            format!("copy --from sqlite:good.db --to sqlite:{name}"),
        ] {
            let output = run_in_folder(folder.path(), &line).expect_code(1);
            // For a symbolic link, the message names the kind of the file that it points to.
            assert!(
                printed(&output).contains(kind),
                "{line}: {}",
                printed(&output)
            );
        }
    }
    for name in ["new.db", "pipe-lock", "pipe-wal", "socket-lock"] {
        assert!(!at(name).exists(), "{name}");
    }
    // A command does not block on a lock file or rollback journal that is a pipe.
    fs::remove_file(at("good.db-lock")).expect("removes");
    make_pipe(&at("good.db-lock"));
    for line in ["site list", "migrate", "backup verify good.db"] {
        let line = if line.starts_with("backup") {
            line.to_owned()
        } else {
            format!("{line} --database sqlite:good.db")
        };
        let output = run_in_folder(folder.path(), &line).expect_code(1);
        assert!(
            output.err.contains("good.db-lock is a named pipe"),
            "{line}: {}",
            output.err
        );
    }
    fs::remove_file(at("good.db-lock")).expect("removes");
    make_pipe(&at("good.db-journal"));
    run_in_folder(folder.path(), "backup verify good.db");
}

#[tokio::test]
async fn files_read_at_every_start_must_be_regular_and_a_settings_file_may_be_a_pipe() {
    let shell = Shell::bare().await;
    let folder = shell.database.folder.path();
    make_pipe(&folder.join("pipe"));
    for setting in [
        "[security]\nsecret_file = \"pipe\"",
        "[mail]\nsmtp_url = \"smtp://me@127.0.0.1:1\"\nfrom = \"a@blog.example\"\npassword_file = \"pipe\"",
        "[mail]\nsmtp_url = \"smtp://127.0.0.1:1\"\nfrom = \"a@blog.example\"\nca_file = \"pipe\"",
        "[http.outgoing]\nca_file = \"pipe\"",
        "[identity.github]\nclient_id = \"x\"\nclient_secret_file = \"pipe\"",
    ] {
        fs::write(folder.join("a.toml"), setting).expect("writes");
        let output = run_in_folder(folder, "serve --dev --listen 127.0.0.1:0 --config a.toml");
        assert!(
            matches!(output.code, Some(1 | 2)),
            "{setting}: {:?}",
            output.code
        );
        assert!(
            printed(&output).contains("a named pipe"),
            "{setting}: {}",
            printed(&output)
        );
        assert!(!folder.join("data").exists(), "{setting}");
    }
    fs::write(folder.join("a.toml"), "[database]\nca_file = \"pipe\"").expect("writes");
    let url = "postgres://me@127.0.0.1:1/x?sslmode=require";
    let output = run_in_folder(
        folder,
        &format!("site list --config a.toml --database {url}"),
    )
    .expect_code(1);
    assert!(output.err.contains("a named pipe"), "{}", output.err);
    // An endless file is not read to its end.
    for line in [
        "site list --config /dev/zero",
        "moderator add ann --role owner --password-file /dev/zero",
        "site list --config /tmp",
    ] {
        let output = run_in_folder(folder, line);
        assert!(output.code != Some(0), "{line}");
    }
    // A pipe of the shell can be read only once, although `copy` opens two databases with the same settings.
    let script = "exec \"$0\" copy --from sqlite:a.db --to sqlite:b.db --config <(printf '[database]\\ncolor = 1')";
    let mut command = Command::new("bash");
    command
        .args(["-c", script, env!("CARGO_BIN_EXE_rejoinder")])
        .current_dir(folder);
    let output = CommandOutput::of(command, "").expect_code(2);
    assert!(output.err.contains("database.color"), "{}", output.err);
}

#[tokio::test]
async fn a_command_that_fails_because_a_file_is_missing_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let names = || {
        let entries = fs::read_dir(folder.path()).expect("lists");
        let mut names: Vec<_> = entries
            .map(|entry| {
                entry
                    .expect("an entry")
                    .file_name()
                    .into_string()
                    .expect("UTF-8")
            })
            .collect();
        names.sort();
        names
    };
    fs::write(folder.path().join("text.db"), "Dear reader").expect("writes");
    fs::write(folder.path().join("short.db"), "SQLite format 3\0cut").expect("writes");
    symlink("nowhere.db", folder.path().join("link.db")).expect("links");
    symlink("no/folder/x.db", folder.path().join("far.db")).expect("links");
    let before = names();
    for (line, part) in [
        ("restore missing.db", "no file"),
        ("restore text.db", "not a SQLite database"),
        (
            "restore short.db --database sqlite:one/two/three.db",
            "cut off",
        ),
        ("restore missing.db --database sqlite:new.db", "no file"),
        ("restore text.db --database sqlite:far.db", "symbolic link"),
        (
            "migrate --database sqlite:link.db",
            "symbolic link to nowhere.db",
        ),
        (
            "serve --dev --listen 127.0.0.1:0 --database sqlite:link.db",
            "symbolic link",
        ),
        ("migrate --database sqlite:far.db", "symbolic link"),
        ("site list --database sqlite:link.db", "symbolic link"),
        ("backup copy.db --database sqlite:link.db", "symbolic link"),
        ("migrate --database sqlite:text.db", "not a SQLite database"),
        (
            "migrate --database sqlite:short.db",
            "not a SQLite database",
        ),
        (
            "copy --from sqlite:missing.db --to sqlite:new/b.db",
            "no database",
        ),
        ("backup verify missing.db", "no file"),
    ] {
        let output = run_in_folder(folder.path(), line).expect_code(1);
        assert!(output.err.contains(part), "{line}: {}", output.err);
        assert_eq!(names(), before, "{line}");
    }
    // A copy whose damage shows only when it is read.
    run_in_folder(folder.path(), "migrate --database sqlite:good.db").expect_code(0);
    let good = fs::read(folder.path().join("good.db")).expect("reads");
    fs::write(folder.path().join("half.db"), &good[..good.len() / 2]).expect("writes");
    let before = names();
    let output = run_in_folder(
        folder.path(),
        "restore half.db --database sqlite:one/two/three.db",
    )
    .expect_code(1);
    assert!(output.err.contains("malformed"), "{}", output.err);
    assert_eq!(names(), before);
    // `restore` follows a dangling symbolic link if the folder of its target exists.
    run_in_folder(folder.path(), "restore good.db --database sqlite:link.db").expect_code(0);
    assert!(folder.path().join("nowhere.db").is_file());
}
