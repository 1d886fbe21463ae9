//! Health probes of load balancers, containers and monitoring: they use an IP address and little HTTP.

use crate::support::{raw_requests::send_bytes, world::World};

/// Every form in which a probe may send its request.
fn requests(path: &str) -> Vec<String> {
    let close = "Connection: close\r\n\r\n";
    vec![
        // HAProxy with `option httpchk GET`, ab, old scripts.
        format!("GET {path} HTTP/1.0\r\n\r\n"),
        format!("HEAD {path} HTTP/1.0\r\n\r\n"),
        format!("GET {path} HTTP/1.0\r\nHost: 10.0.0.7\r\n\r\n"),
        format!("GET {path} HTTP/1.1\r\n{close}"),
        format!("HEAD {path} HTTP/1.1\r\n{close}"),
        format!("GET {path} HTTP/1.1\r\nHost:\r\n{close}"),
        format!("GET {path} HTTP/1.1\r\nHost: 10.0.0.7:8080\r\n{close}"),
        format!("GET {path} HTTP/1.1\r\nHost: [fd00::7]:8080\r\n{close}"),
        format!("GET {path} HTTP/1.1\r\nHost: rejoinder.default.svc.cluster.local\r\n{close}"),
        format!("GET {path} HTTP/1.1\r\nHost: \"quoted\"\r\n{close}"),
        format!("HEAD {path} HTTP/1.1\r\nHost: evil.example\r\n{close}"),
        format!("GET {path}?verbose=1 HTTP/1.1\r\n{close}"),
        format!("GET {path} HTTP/1.1\r\nOrigin: https://evil.example\r\n{close}"),
        format!("GET http://10.0.0.7/{path} HTTP/1.1\r\n{close}").replace("7//", "7/"),
    ]
}

#[tokio::test]
async fn health_is_answered_without_a_host_header_over_http_1_0_and_by_ip_address() {
    let world = World::new().await;
    for path in ["/health/live", "/health/ready"] {
        for request in requests(path) {
            let (status, head, body) = send_bytes(&world, request.as_bytes()).await;
            assert_eq!(status, 200, "{request}{head}{body}");
            assert!(head.contains("cache-control: no-store"), "{head}");
            let is_head = request.starts_with("HEAD");
            assert_eq!(body.is_empty(), is_head, "{request}{body}");
            if !is_head {
                let body: serde_json::Value = serde_json::from_str(&body).expect("JSON");
                assert_eq!(body["status"], "ok", "{body}");
            }
        }
    }
}

#[tokio::test]
async fn an_http_1_0_connection_may_request_health_repeatedly() {
    let world = World::new().await;
    let one = "GET /health/ready HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    let last = "GET /health/live HTTP/1.0\r\n\r\n";
    let (status, _, rest) = send_bytes(&world, format!("{one}{last}").as_bytes()).await;
    assert_eq!(status, 200);
    assert_eq!(rest.matches("HTTP/1.0 200 OK").count(), 1, "{rest}");
}

#[tokio::test]
async fn all_other_paths_require_a_known_host() {
    let world = World::new().await;
    let paths = [
        "/health",
        "/health/",
        "/health/live/",
        "/health/ready/../../api/v1/session",
        "/health/readyz",
        "/api/v1/session",
        "/",
    ];
    for path in paths {
        for request in [
            format!("GET {path} HTTP/1.0\r\n\r\n"),
            format!("GET {path} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"),
        ] {
            let (status, head, body) = send_bytes(&world, request.as_bytes()).await;
            assert_eq!(status, 400, "{request}{head}");
            assert!(body.contains("wrong_host"), "{request}{body}");
        }
    }
    // Two hosts, or a host that differs from that of the request line, are refused: no probe sends them.
    for request in [
        "GET /health/live HTTP/1.1\r\nHost: a\r\nHost: a\r\nConnection: close\r\n\r\n",
        "GET http://a/health/live HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n",
    ] {
        let (status, _, body) = send_bytes(&world, request.as_bytes()).await;
        assert_eq!(status, 400, "{request}");
        assert!(body.contains("wrong_host"), "{request}{body}");
    }
}
