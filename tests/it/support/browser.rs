//! The pages in Chromium, driven over WebDriver (W3C) as a person would use them: look, type, click.

use std::{
    net::TcpListener,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::support::answers::eventually;

/// The member that identifies an element (WebDriver, section 12.1).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A browser of this test.
pub struct Browser {
    driver: Child,
    http: Client,
    session: String,
    profile: tempfile::TempDir,
}

impl Browser {
    /// Returns `None`, and prints why, on a machine without chromedriver.
    pub async fn open() -> Option<Self> {
        Self::open_with(json!({})).await
    }

    /// With all third-party cookies blocked.
    pub async fn open_strict() -> Option<Self> {
        Self::open_with(json!({
            "profile.block_third_party_cookies": true, "profile.cookie_controls_mode": 1,
        }))
        .await
    }

    /// With these Chromium preferences.
    pub async fn open_with(preferences: Value) -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|l| l.local_addr())
            .expect("a free port")
            .port();
        let profile = tempfile::tempdir().expect("a folder");
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            // Files that it would store in the home folder are removed with the profile.
            .env("HOME", profile.path())
            .env("TMPDIR", profile.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let Ok(driver) = driver else {
            eprintln!("chromedriver not found on PATH: browser test skipped");
            return None;
        };
        let http = crate::support::world::http_client_builder()
            .build()
            .expect("a client");
        let base = format!("http://127.0.0.1:{port}");
        let arguments = [
            "--headless".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            format!("--user-data-dir={}", profile.path().display()),
        ];
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "goog:chromeOptions": { "args": arguments, "prefs": preferences },
            "goog:loggingPrefs": { "browser": "ALL" },
        } } });
        let session = eventually("chromedriver", async || {
            let answer = http
                .post(format!("{base}/session"))
                .json(&wanted)
                .send()
                .await
                .ok()?;
            let body: Value = answer.json().await.ok()?;
            let id = body["value"]["sessionId"]
                .as_str()
                .unwrap_or_else(|| panic!("no browser: {body}"));
            Some(format!("{base}/session/{id}"))
        })
        .await;
        Some(Self {
            driver,
            http,
            session,
            profile,
        })
    }

    pub async fn command(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        let answer = self.try_command(method, path, body).await;
        answer.unwrap_or_else(|refusal| panic!("{path}: {refusal}"))
    }

    pub async fn try_command(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<Value, Value> {
        let mut request = self.http.request(method, format!("{}{path}", self.session));
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.expect("the driver answers");
        let well = answer.status().is_success();
        let body: Value = answer.json().await.expect("JSON");
        if well {
            Ok(body["value"].clone())
        } else {
            Err(body)
        }
    }

    pub async fn visit(&self, url: &str) {
        self.command(Method::POST, "/url", Some(json!({ "url": url })))
            .await;
    }

    /// Returns the element once the page has it.
    pub async fn find(&self, css: &str) -> String {
        let wanted = json!({ "using": "css selector", "value": css });
        eventually(css, async || {
            let found = self
                .try_command(Method::POST, "/element", Some(wanted.clone()))
                .await
                .ok()?;
            found[ELEMENT].as_str().map(str::to_owned)
        })
        .await
    }

    pub async fn write(&self, css: &str, text: &str) {
        let element = self.find(css).await;
        self.command(
            Method::POST,
            &format!("/element/{element}/value"),
            Some(json!({ "text": text })),
        )
        .await;
    }

    pub async fn click(&self, css: &str) {
        let element = self.find(css).await;
        self.command(
            Method::POST,
            &format!("/element/{element}/click"),
            Some(json!({})),
        )
        .await;
    }

    /// Returns the text of an element; repeats the command while a navigation is in progress.
    pub async fn text(&self, css: &str) -> String {
        self.ask(css, "text").await
    }

    /// Returns the current value of a field.
    pub async fn value(&self, css: &str) -> String {
        self.ask(css, "property/value").await
    }

    async fn ask(&self, css: &str, what: &str) -> String {
        eventually(css, async || {
            let element = self.find(css).await;
            let answer = self
                .try_command(Method::GET, &format!("/element/{element}/{what}"), None)
                .await
                .ok()?;
            answer.as_str().map(str::to_owned)
        })
        .await
    }

    /// Waits until the browser is at a URL that contains this.
    pub async fn wait_for_url(&self, part: &str) {
        eventually(part, async || {
            self.address().await.contains(part).then_some(())
        })
        .await;
    }

    pub async fn address(&self) -> String {
        self.command(Method::GET, "/url", None)
            .await
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Runs a script and returns its result.
    pub async fn run(&self, script: &str) -> Value {
        let body = json!({ "script": script, "args": [] });
        self.command(Method::POST, "/execute/sync", Some(body))
            .await
    }

    /// Runs a `DevTools` command and returns its result.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let body = json!({ "cmd": command, "params": parameters });
        self.command(Method::POST, "/goog/cdp/execute", Some(body))
            .await
    }

    pub async fn has_element(&self, css: &str) -> bool {
        let wanted = json!({ "using": "css selector", "value": css });
        self.try_command(Method::POST, "/element", Some(wanted))
            .await
            .is_ok()
    }

    /// Clicks an element, which may close the window.
    pub async fn click_last(&self, css: &str) {
        let element = self.find(css).await;
        let path = format!("/element/{element}/click");
        let _ = self.try_command(Method::POST, &path, Some(json!({}))).await;
    }

    /// Waits until an element shows this.
    pub async fn wait_for_text(&self, css: &str, part: &str) {
        let started = Instant::now();
        loop {
            let shown = self.text(css).await;
            if shown.contains(part) {
                return;
            }
            let late = started.elapsed() > Duration::from_secs(20);
            assert!(!late, "{css} shows {shown:?} instead of {part:?}");
        }
    }

    pub async fn windows(&self) -> Vec<String> {
        let all = self.command(Method::GET, "/window/handles", None).await;
        let all = all.as_array().cloned().unwrap_or_default();
        all.iter()
            .filter_map(|one| one.as_str().map(str::to_owned))
            .collect()
    }

    pub async fn window(&self) -> String {
        let window = self.command(Method::GET, "/window", None).await;
        window.as_str().unwrap_or_default().to_owned()
    }

    pub async fn switch_to(&self, window: &str) {
        let body = json!({ "handle": window });
        self.command(Method::POST, "/window", Some(body)).await;
    }

    /// Switches to the window that was opened beside this one; returns the handle of this one.
    pub async fn enter_popup(&self) -> String {
        let own = self.window().await;
        let popup = eventually("a window", async || {
            self.windows().await.into_iter().find(|one| *one != own)
        })
        .await;
        self.switch_to(&popup).await;
        own
    }

    /// Waits until every other window has closed by itself.
    pub async fn leave_popup(&self, own: &str) {
        eventually("the window to close", async || {
            (self.windows().await.len() == 1).then_some(())
        })
        .await;
        self.switch_to(own).await;
    }

    /// Returns the errors in the console, among them violations of the content security policy and failed
    /// scripts.
    pub async fn console_errors(&self) -> Vec<String> {
        let log = self
            .command(Method::POST, "/se/log", Some(json!({ "type": "browser" })))
            .await;
        let lines = log.as_array().cloned().unwrap_or_default();
        let severe = lines.iter().filter(|line| line["level"] == "SEVERE");
        let messages = severe.map(|line| line["message"].as_str().unwrap_or_default().to_owned());
        // A form that the test submits with errors is answered with an error status.
        messages
            .filter(|message| !message.contains("422"))
            .collect()
    }
}

/// The embedded thread of a page.
impl Browser {
    /// Runs a script in which `root` is where the element shows the thread.
    pub async fn in_thread(&self, script: &str) -> Value {
        let root = "const element = document.querySelector('comment-thread');\
                    const root = element?.place ?? element;";
        self.run(&format!("{root} {script}")).await
    }

    /// The visible text of an element of the thread; empty if it is not there.
    pub async fn thread_text(&self, css: &str) -> String {
        let text = format!("return root?.querySelector(\"{css}\")?.innerText ?? '';");
        self.in_thread(&text)
            .await
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    pub async fn wait_for_thread_text(&self, css: &str, part: &str) {
        let started = Instant::now();
        loop {
            let shown = self.thread_text(css).await;
            if shown.contains(part) {
                return;
            }
            let late = started.elapsed() > Duration::from_secs(20);
            assert!(!late, "{css} shows {shown:?} instead of {part:?}");
        }
    }

    /// Writes into a field as a person does, with the events that follow, also in a window in the background. Waits
    /// until the form is no longer busy with the comment before.
    pub async fn write_in_thread(&self, name: &str, text: &str) {
        let text = json!(text);
        let write = format!(
            "const field = root?.querySelector('.reply-form [name={name}]');\
             if (!field || root.querySelector('.reply-form textarea').readOnly) return false;\
             field.focus();\
             if (!document.hasFocus()) field.dispatchEvent(new Event('focusin', {{ bubbles: true, composed: true }}));\
             field.value = {text}; field.dispatchEvent(new Event('input', {{ bubbles: true }}));\
             return true;"
        );
        eventually(&format!("{name} to write into"), async || {
            (self.in_thread(&write).await == json!(true)).then_some(())
        })
        .await;
    }

    /// Waits until the text field of the form has this text.
    pub async fn wait_for_typed(&self, text: &str) {
        let value = "return root?.querySelector('textarea')?.value ?? '';";
        eventually("the text in the form", async || {
            (self.in_thread(value).await == json!(text)).then_some(())
        })
        .await;
    }

    /// Clicks an element as soon as it is there.
    pub async fn click_in_thread(&self, css: &str) {
        let click = format!(
            "const target = root?.querySelector(\"{css}\"); target?.click(); return Boolean(target);"
        );
        eventually(&format!("{css} to click"), async || {
            (self.in_thread(&click).await == json!(true)).then_some(())
        })
        .await;
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        // The browser and its helpers have process groups of their own, and all have the profile in their
        // command line.
        let _ = Command::new("pkill")
            .args(["-KILL", "-f"])
            .arg(self.profile.path())
            .status();
    }
}
