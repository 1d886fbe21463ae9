//! Pictures: valid ones of every format, and malicious ones.

use std::time::Duration;

use image::{GenericImageView as _, Rgba, RgbaImage};
use serde_json::json;

use super::*;
use crate::{
    client::{Outgoing, OutgoingSettings},
    clock::{Clock, Timestamp},
    provider::tests::provider_stand_in::{Served, Stand},
};

fn drawn(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let picture = RgbaImage::from_fn(width, height, |x, y| {
        Rgba([(x % 251) as u8, (y % 241) as u8, ((x * y) % 239) as u8, 255])
    });
    write(&DynamicImage::ImageRgba8(picture), format)
}

fn write(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let picture = match format {
        ImageFormat::Jpeg => DynamicImage::ImageRgb8(picture.to_rgb8()),
        _ => picture.clone(),
    };
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("writes");
    bytes.into_inner()
}

fn read(jpeg: &[u8]) -> DynamicImage {
    assert!(jpeg.len() <= JPEG_SIZE_MAX, "{} bytes", jpeg.len());
    let picture = image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg).expect("a JPEG");
    assert_eq!(picture.dimensions(), (SIDE_PIXELS, SIDE_PIXELS));
    picture
}

#[test]
fn every_kind_becomes_a_small_square_jpeg() {
    for format in [
        ImageFormat::Png,
        ImageFormat::Jpeg,
        ImageFormat::WebP,
        ImageFormat::Gif,
    ] {
        for (width, height) in [(400, 400), (48, 48), (900, 30), (1, 300), (128, 128)] {
            let made = reencode(&drawn(width, height, format));
            read(&made.unwrap_or_else(|fault| panic!("{format:?} {width}×{height}: {fault}")));
        }
    }
}

#[test]
fn what_shines_through_is_white() {
    let clear = RgbaImage::from_pixel(10, 10, Rgba([0, 0, 0, 0]));
    let jpeg = reencode(&write(&DynamicImage::ImageRgba8(clear), ImageFormat::Png));
    let picture = read(&jpeg.expect("is accepted"));
    assert!(picture.get_pixel(64, 64).0[..3].iter().all(|&c| c > 250));
}

#[test]
fn noise_stays_small() {
    let mut state = 1_u32;
    let mut chance = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    let noise = RgbaImage::from_fn(128, 128, |_, _| Rgba([chance(), chance(), chance(), 255]));
    let jpeg = reencode(&write(&DynamicImage::ImageRgba8(noise), ImageFormat::Png));
    read(&jpeg.expect("is accepted"));
}

#[test]
fn metadata_of_a_picture_are_removed_and_its_orientation_is_applied() {
    // Left half red, right half blue; the metadata say to turn it by a quarter, so that red is on top.
    let picture = RgbaImage::from_fn(64, 64, |x, _| {
        Rgba(if x < 32 {
            [255, 0, 0, 255]
        } else {
            [0, 0, 255, 255]
        })
    });
    let jpeg = write(&DynamicImage::ImageRgba8(picture), ImageFormat::Jpeg);
    let exif = [
        b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".as_slice(),
        b"GPS 52.5 13.4",
    ]
    .concat();
    let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
    let document = [&jpeg[..2], b"\xff\xe1", &length, &exif, &jpeg[2..]].concat();
    let made = reencode(&document).expect("is accepted");
    assert!(!made.windows(4).any(|w| w == b"Exif" || w == b"GPS "));
    let picture = read(&made);
    let [above, below] = [8, 120].map(|y| picture.get_pixel(64, y).0);
    assert!(above[0] > 200 && above[2] < 50, "{above:?}");
    assert!(below[2] > 200 && below[0] < 50, "{below:?}");
}

/// A PNG whose header claims a size that it does not have.
fn claiming(width: u32, height: u32) -> Vec<u8> {
    let mut png = drawn(8, 8, ImageFormat::Png);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let crc = png[12..29].iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |c, _| {
            (c >> 1) ^ (0xedb8_8320 & (c & 1).wrapping_neg())
        })
    });
    png[29..33].copy_from_slice(&(!crc).to_be_bytes());
    png
}

#[test]
fn a_picture_is_judged_by_its_header_before_it_is_decoded() {
    for (width, height) in [
        (4097, 1),
        (1, 4097),
        (2001, 2000),
        (65_535, 65_535),
        (4096, 4096),
    ] {
        let judged = reencode(&claiming(width, height));
        assert_eq!(
            judged,
            Err(PictureFault::Unusable("too_large")),
            "{width}×{height}"
        );
    }
    assert_eq!(
        reencode(&claiming(0, 1)),
        Err(PictureFault::Unusable("broken"))
    );
    assert!(
        read(&reencode(&drawn(2000, 2000, ImageFormat::Png)).expect("fits")).width() == SIDE_PIXELS
    );
}

#[test]
fn what_is_no_picture_of_ours_is_refused() {
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
    let bmp = [b"BM".as_slice(), &[0; 60]].concat();
    for bytes in [b"".as_slice(), b"GIF", b"<html>", svg, &bmp, &[0; 1000]] {
        assert_eq!(reencode(bytes), Err(PictureFault::Unusable("format")));
    }
    for format in [
        ImageFormat::Png,
        ImageFormat::Jpeg,
        ImageFormat::WebP,
        ImageFormat::Gif,
    ] {
        let whole = drawn(64, 64, format);
        for end in [12, 20, 40] {
            let judged = reencode(&whole[..end]);
            assert!(
                matches!(judged, Err(PictureFault::Unusable(_))),
                "{format:?} {end}"
            );
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn a_damaged_picture_is_taken_small_or_refused(at in 0_usize..400, byte: u8, kind in 0_usize..4) {
        let format = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif][kind];
        let mut bytes = drawn(20, 20, format);
        let at = at % bytes.len();
        bytes[at] = byte;
        if let Ok(jpeg) = reencode(&bytes) {
            read(&jpeg);
        }
    }
}

fn providers(allow_private: bool) -> Providers {
    let settings = OutgoingSettings {
        timeout: Duration::from_secs(5),
        allow_private,
        ..OutgoingSettings::default()
    };
    let out = Outgoing::new(&settings, true).expect("is set up");
    let identity = serde_json::from_value(json!({})).expect("is read");
    let clock = Clock::held(Timestamp(0));
    let callbacks = "https://comments.example.org/api/v1/session".to_owned();
    Providers::new(&identity, out, clock, callbacks).expect("are good")
}

#[tokio::test]
async fn a_picture_is_fetched_once_and_never_from_inside() {
    let stand = Stand::new().await;
    stand.serve(
        "/a.png",
        Served::Bytes(200, drawn(200, 100, ImageFormat::Png)),
    );
    let url = |path: &str| stand.at(path).parse::<Url>().expect("a URL");
    let jpeg = providers(true).fetch_picture(&url("/a.png")).await;
    read(&jpeg.expect("is fetched"));
    assert_eq!(stand.seen("/a.png").len(), 1);

    stand.serve("/large", Served::Flood);
    stand.serve("/moved", Served::Redirect(stand.at("/a.png")));
    for (path, fault) in [
        ("/large", PictureFault::Unavailable("too_large")),
        ("/moved", PictureFault::Unavailable("status")),
        ("/none", PictureFault::Unavailable("status")),
    ] {
        assert_eq!(
            providers(true).fetch_picture(&url(path)).await,
            Err(fault),
            "{path}"
        );
    }

    let guarded = providers(false);
    for inner in [
        &*stand.at("/a.png"),
        "https://127.0.0.1/a.png",
        "https://[::1]/a.png",
        "https://localhost/a.png",
        "https://169.254.169.254/latest/meta-data/",
        "https://10.0.0.1/a.png",
        "https://cdn.example:8443/a.png",
        "http://cdn.example/a.png",
    ] {
        let fetched = guarded.fetch_picture(&inner.parse().expect("a URL")).await;
        let refused = matches!(
            fetched,
            Err(PictureFault::Unavailable("address" | "private_address"))
        );
        assert!(refused, "{inner}: {fetched:?}");
    }
    assert_eq!(stand.seen("/a.png").len(), 1);
}
