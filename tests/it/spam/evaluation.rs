//! Evaluating the classifier: `rejoinder spam evaluate` on a history of comments, as an operator runs it.

use std::{fmt::Write as _, fs};

use crate::support::{
    shell::{CommandOutput, Shell},
    world::{public_cases_folder, unmoderated_world},
};

/// A history that is easy to classify, with a header, columns in an unusual order, and escapes.
fn easy_history(rows: usize) -> String {
    let mut file = "time\tlabel\ttext\tauthor\n".to_owned();
    for row in 0..rows {
        let line = match row % 4 {
            0 => format!("spam\tWin\\ta prize,\\ncall 0900{row} NOW!!!\tBot {row}"),
            _ => format!("ham\tThe rain in spring number {row} was good for the garden\tAnn"),
        };
        // Later rows first, because the column `time` orders them.
        writeln!(file, "{}\t{line}", 2_000_000_000 - row).expect("a string");
    }
    file
}

fn evaluate(shell: &Shell, file: &str, arguments: &[&str]) -> CommandOutput {
    fs::write(shell.database.folder.path().join("history.tsv"), file).expect("writes");
    shell.run(&[&["spam", "evaluate", "history.tsv"], arguments].concat())
}

/// The number in a row of the table.
fn figure_of(output: &CommandOutput, row: &str) -> f64 {
    let line = output
        .out
        .lines()
        .find(|line| line.trim_start().starts_with(row));
    let line = line.unwrap_or_else(|| panic!("no {row} in {}", output.out));
    let rest = line.trim_start()[row.len()..].trim_start();
    let number = rest.split(' ').next().unwrap_or_default();
    number
        .parse()
        .unwrap_or_else(|_| panic!("no number in {line}"))
}

#[tokio::test]
async fn every_protocol_prints_its_table_and_the_cost_of_a_comment() {
    let shell = Shell::new().await;
    let output = evaluate(&shell, &easy_history(320), &["--seeds", "1"]).expect_code(0);
    assert!(
        output.out.starts_with("history.tsv: 240 ham, 80 spam\n"),
        "{}",
        output.out
    );
    for title in ["online: ", "split: five-fold cross-validation", "life: "] {
        assert!(output.out.contains(title), "{title} in {}", output.out);
    }
    assert_eq!(output.out.matches("\n  MCC ").count(), 3, "{}", output.out);
    assert!(output.out.contains("µs to read and score it."));
    assert!(
        output.err.is_empty(),
        "no progress bar without a terminal: {}",
        output.err
    );
    for row in [
        "SC lost to leet",
        "SC lost to s p a c e d",
        "ham lost, second half",
        "not published: it decides",
    ] {
        assert!(figure_of(&output, row).is_finite(), "{row}");
    }
}

#[tokio::test]
async fn scores_are_written_one_per_line_and_the_same_seed_gives_the_same() {
    let shell = Shell::new().await;
    let scores = |arguments: &[&str]| {
        let scores = ["--scores", "scores.txt", "--seeds", "1"];
        evaluate(&shell, &easy_history(120), &[arguments, &scores].concat()).expect_code(0);
        let file = shell.database.folder.path().join("scores.txt");
        let file = fs::read_to_string(file).expect("was written");
        let scores = file
            .lines()
            .map(|line| line.parse::<f64>().expect("a number"));
        scores.collect::<Vec<_>>()
    };
    let online = scores(&["--protocol", "online"]);
    assert_eq!(online.len(), 120);
    assert_eq!(online, scores(&["--protocol", "online"]));
    assert!(online[0].abs() < 1e-9, "scored before training");
    let late = scores(&["--protocol", "online", "--delay", "50"]);
    assert!(late[..50].iter().all(|score| score.abs() < 1e-9));
    let split = scores(&["--protocol", "split", "--train", "80", "--seed", "3"]);
    assert_eq!(split.len(), 40);
    // Row 0 is the latest, and spam.
    assert!(split[39] > 0.0 && split[38] < 0.0, "{split:?}");
    assert_eq!(scores(&["--protocol", "life"]).len(), 120);
}

#[tokio::test]
async fn errors_in_a_history_are_reported() {
    let shell = Shell::new().await;
    let fault = |file: &str, arguments: &[&str], code| {
        evaluate(&shell, file, arguments).expect_code(code).err
    };
    let printed = fault("ham\ta\nnone\tb\n", &[], 1);
    assert!(
        printed.contains("history.tsv: line 2: the label is \"none\""),
        "{printed}"
    );
    let printed = fault("ham\ta\nham\tb\n", &[], 1);
    assert!(printed.contains("both kinds"), "{printed}");
    let printed = fault(
        &easy_history(8),
        &["--protocol", "split", "--train", "8"],
        2,
    );
    assert!(
        printed.contains("--train must be between 1 and 7"),
        "{printed}"
    );
    let printed = fault(&easy_history(8), &["--scores", "x"], 2);
    assert!(printed.contains("--protocol"), "{printed}");
    let printed = shell
        .run(&["spam", "evaluate", "nowhere.tsv"])
        .expect_code(1)
        .err;
    assert!(printed.contains("nowhere.tsv"), "{printed}");
}

#[tokio::test]
async fn a_site_is_evaluated_on_its_own_decisions() {
    let world = unmoderated_world().await;
    world.add_site_at("garden", "https://garden.example").await;
    let owner = world.owner().await;
    let nothing = world.run("spam evaluate --site blog").expect_code(1).err;
    assert!(
        nothing.contains("blog: comments of both kinds"),
        "{nothing}"
    );
    world.decide_examples(&owner, 12).await;
    let other = world.guest();
    let other = other.post_on("garden", "/a", "Of another site").await;
    owner
        .decide("approve", &[&other.expect(201).id()])
        .await
        .expect(200);
    let output =
        world.run("spam evaluate --site blog --protocol online --seeds 1 --scores scores.txt");
    let output = output.expect_code(0);
    assert!(
        output.out.starts_with("blog: 12 ham, 12 spam\n"),
        "{}",
        output.out
    );
    assert!(output.out.contains("online: "), "{}", output.out);
    let scores = world.database.folder.path().join("scores.txt");
    let scores = fs::read_to_string(scores).expect("was written");
    let scores = scores
        .lines()
        .map(|line| line.parse::<f64>().expect("a number"));
    let scores = scores.collect::<Vec<_>>();
    assert_eq!(scores.len(), 24);
    // In the order of the decisions: ham first, and the last spam is recognized by then.
    assert!(scores[11] < 0.0 && scores[23] > 0.0, "{scores:?}");
    for (line, says) in [
        ("spam evaluate --site nowhere", "there is no site nowhere"),
        (
            "spam evaluate history.tsv --site blog",
            "cannot be used with",
        ),
    ] {
        let printed = world.run(line).expect_code(2).err;
        assert!(printed.contains(says), "{printed}");
    }
    let shell = Shell::new().await;
    let printed = shell.run(&["spam", "evaluate"]).expect_code(2).err;
    assert!(
        printed.contains("FILE") && printed.contains("--site"),
        "{printed}"
    );
    let printed = evaluate(&shell, &easy_history(8), &["--config", "x.toml"])
        .expect_code(2)
        .err;
    assert!(printed.contains("require --site"), "{printed}");
}

#[tokio::test]
async fn public_comments_are_classified() {
    let Some(file) = public_cases_folder("spam/youtube/psy-train.tsv") else {
        return;
    };
    let shell = Shell::new().await;
    let file = file.to_str().expect("UTF-8");
    let output = shell.run(&[
        "spam",
        "evaluate",
        file,
        "--protocol",
        "split",
        "--seeds",
        "1",
    ]);
    let output = output.expect_code(0);
    assert!(figure_of(&output, "MCC") > 0.85, "{}", output.out);
    assert!(
        figure_of(&output, "SC lost to 40 good words") < 15.0,
        "{}",
        output.out
    );
    assert!(
        figure_of(&output, "not published: it decides") > 75.0,
        "{}",
        output.out
    );
}

#[tokio::test]
async fn comments_in_german_are_classified_as_well_as_english_ones() {
    let shell = Shell::new().await;
    let german = include_str!("data/german.tsv");
    let output = evaluate(&shell, german, &["--protocol", "split"]).expect_code(0);
    // Five-fold cross-validation: 1.6 errors were measured.
    assert!(figure_of(&output, "errors") <= 4.0, "{}", output.out);
    assert!(
        figure_of(&output, "ham blocked (BH)") <= 2.0,
        "{}",
        output.out
    );
}
