//! Which IP addresses the client for outgoing requests connects to.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    time::Duration,
};

use url::Url;

use proptest::prelude::*;

use super::{outgoing::*, reachable::*};
use crate::{
    client::{OutgoingSettings, Trust},
    setting::Mistakes,
};

fn client(allow_private: bool, dev: bool) -> Outgoing {
    let settings = OutgoingSettings {
        allow_private,
        ..OutgoingSettings::default()
    };
    Outgoing::new(&settings, dev).expect("is set up")
}

/// IP addresses that no third party may direct requests to.
const INNER: &[&str] = &[
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2001:10::1",
    "2002:7f00:1::1",
    "2002:808:808::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
];

const OUTER: &[&str] = &[
    "1.1.1.1",
    "8.8.8.8",
    "100.63.255.255",
    "100.128.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.1",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2001:200::1",
    "2001:4860:4860::8888",
    "2606:4700:4700::1111",
    "2a00:1450:4001::1",
];

fn ip(text: &str) -> IpAddr {
    text.parse().expect("an address")
}

#[test]
fn only_addresses_of_the_open_net_are_global() {
    for inner in INNER {
        assert!(!is_global(ip(inner)), "{inner}");
        assert!(!reachable(ip(inner), Trust::Stranger, false), "{inner}");
    }
    for outer in OUTER {
        assert!(is_global(ip(outer)), "{outer}");
        assert!(reachable(ip(outer), Trust::Operator, false), "{outer}");
    }
}

#[test]
fn the_operator_may_name_an_inner_one_but_not_the_clouds_metadata() {
    for inner in [
        "10.0.0.1",
        "127.0.0.1",
        "192.168.1.1",
        "::1",
        "fd12::1",
        "::ffff:10.0.0.1",
    ] {
        assert!(reachable(ip(inner), Trust::Operator, false), "{inner}");
    }
    for never in [
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "fe80::1",
        "fd00:ec2::254",
        "0.0.0.0",
        "::",
        "224.0.0.1",
        "ff02::1",
        "255.255.255.255",
    ] {
        assert!(!reachable(ip(never), Trust::Operator, true), "{never}");
    }
}

#[test]
fn an_address_is_checked_before_it_is_contacted() {
    use OutgoingFault::{Address, Private};
    let guarded = client(false, false);
    let stranger =
        |text: &str| guarded.permits(&text.parse().expect("an address"), Trust::Stranger);
    assert_eq!(stranger("https://cdn.example/a.png?b"), Ok(()));
    for text in [
        "http://cdn.example/",
        "ftp://cdn.example/",
        "file:///etc/passwd",
        "data:,a",
        "https://user@cdn.example/",
        "https://:pass@cdn.example/",
        "https://cdn.example:8443/",
        "https://cdn.example:22/",
        "http://127.0.0.1/",
    ] {
        assert_eq!(stranger(text), Err(Address), "{text}");
    }
    // Every spelling of loopback that browsers accept.
    for text in [
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://127.0.0.1./",
        "https://[::ffff:7f00:1]/",
        "https://①②⑦.0.0.1/",
        "https://0/",
    ] {
        assert_eq!(stranger(text), Err(Private), "{text}");
    }
    for inner in INNER {
        let host = if inner.contains(':') {
            format!("[{inner}]")
        } else {
            (*inner).to_owned()
        };
        assert_eq!(
            stranger(&format!("https://{host}/")),
            Err(Private),
            "{inner}"
        );
    }
}

#[test]
fn plain_http_is_only_for_loopback_in_development() {
    let plain: Url = "http://127.0.0.1:9/".parse().expect("an address");
    let other: Url = "http://10.0.0.1/".parse().expect("an address");
    assert!(
        client(false, false)
            .permits(&plain, Trust::Operator)
            .is_err()
    );
    assert!(client(false, true).permits(&plain, Trust::Operator).is_ok());
    assert!(
        client(false, true)
            .permits(&plain, Trust::Stranger)
            .is_err()
    );
    assert!(client(true, true).permits(&plain, Trust::Stranger).is_ok());
    assert!(client(true, true).permits(&other, Trust::Operator).is_err());
}

#[tokio::test]
async fn a_name_that_leads_inside_is_not_followed() {
    let ask = |trust| Outbound::get("https://localhost/".parse().expect("an address"), trust);
    let asked = client(false, true).send(ask(Trust::Stranger)).await;
    assert_eq!(asked.err(), Some(OutgoingFault::Private));
    // The operator's URL is tried, and no trusted server listens there.
    let asked = client(false, true).send(ask(Trust::Operator)).await;
    assert_eq!(asked.err(), Some(OutgoingFault::Connect));
}

#[tokio::test]
async fn an_unreachable_host_is_reported_as_such() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("binds");
    let at = listener.local_addr().expect("has an address");
    drop(listener);
    let url: Url = format!("http://{at}/").parse().expect("an address");
    let asked = client(false, true)
        .send(Outbound::get(url, Trust::Operator))
        .await;
    assert_eq!(asked.err(), Some(OutgoingFault::Connect));
}

#[test]
fn unreasonable_settings_are_refused() {
    let faults = |settings: OutgoingSettings, dev| {
        let mut faults = Mistakes::default();
        settings.check(dev, &mut faults);
        faults.0
    };
    assert_eq!(faults(OutgoingSettings::default(), false), [""; 0]);
    let open = OutgoingSettings {
        allow_private: true,
        ..OutgoingSettings::default()
    };
    assert_eq!(faults(open.clone(), true), [""; 0]);
    assert!(faults(open, false)[0].contains("allow_private"));
    let folder = tempfile::tempdir().expect("a folder");
    let empty = folder.path().join("ca.pem");
    std::fs::write(&empty, "no certificate").expect("writes");
    let odd = OutgoingSettings {
        timeout: Duration::ZERO,
        connect_timeout: Duration::from_mins(2),
        ca_file: Some(empty),
        allow_private: false,
    };
    assert_eq!(faults(odd, false).len(), 3);
}

#[test]
fn a_log_never_shows_a_token() {
    let url: Url = "https://id.example/me?secret=1"
        .parse()
        .expect("an address");
    let ask = Outbound::get(url, Trust::Operator).authorization("Bearer secret".into());
    assert!(!format!("{ask:?}").contains("secret"));
}

proptest! {
    #[test]
    fn an_address_of_ipv4_is_never_let_in_by_another_spelling(bits: u32) {
        let v4 = Ipv4Addr::from_bits(bits);
        let [a, b, c, d] = v4.octets().map(u16::from);
        let (high, low) = (a << 8 | b, c << 8 | d);
        for wrapped in [
            v4.to_ipv6_mapped(),
            v4.to_ipv6_compatible(),
            Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low),
            Ipv6Addr::new(0x2002, high, low, 0, 0, 0, 0, 1),
        ] {
            prop_assert!(!is_global(IpAddr::V6(wrapped)), "{wrapped}");
        }
        if is_global(IpAddr::V4(v4)) {
            prop_assert!(!(v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_multicast() || v4.is_documentation()));
        }
    }
}
