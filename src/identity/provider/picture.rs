//! A person's picture: fetched once, judged by its header, decoded under caps, written anew.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, Rgb, RgbImage,
    codecs::jpeg::JpegEncoder, imageops::FilterType,
};
use thiserror::Error;
use url::Url;

use super::Providers;
use crate::http::outgoing::{Outbound, OutgoingFault, Trust};

/// The width and height of a picture as it is kept.
const SIDE: u32 = 128;
/// The most bytes that are fetched.
const FETCHED: usize = 1 << 20;
/// The most pixels along one side, and in all.
const LONGEST: u32 = 4096;
const PIXELS: u64 = 4_000_000;
/// The most bytes of memory for decoding.
const MEMORY: u64 = 64 << 20;
/// The most bytes of a picture as it is kept.
const KEPT: usize = 20 << 10;

/// Why there is no picture. The words are stable and say nothing of the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PictureFault {
    /// It could not be fetched.
    #[error("the picture cannot be fetched: {0}")]
    Unavailable(&'static str),
    /// What came is not a picture that we take.
    #[error("the picture is not one to take: {0}")]
    Unusable(&'static str),
}

impl From<OutgoingFault> for PictureFault {
    fn from(fault: OutgoingFault) -> Self {
        Self::Unavailable(fault.word())
    }
}

impl Providers {
    /// Fetches a picture that a provider named, from public addresses only, and makes of it a JPEG
    /// of 128 × 128 pixels and 20 KiB at most, without anything but its pixels. PNG, JPEG,
    /// WebP and the first frame of GIF are taken, whatever the answer calls itself.
    pub async fn fetch_picture(&self, url: &Url) -> Result<Vec<u8>, PictureFault> {
        let ask = Outbound::get(url.clone(), Trust::Stranger)
            .accept("image/webp, image/png, image/jpeg, image/gif")
            .at_most(FETCHED);
        let answer = self.0.out.send(ask).await?;
        if answer.status != 200 {
            return Err(PictureFault::Unavailable("status"));
        }
        let permit = self.0.decoding.clone().acquire_owned().await;
        tokio::task::spawn_blocking(move || {
            let _permit = permit;
            write_anew(&answer.body)
        })
        .await
        .unwrap_or(Err(PictureFault::Unusable("broken")))
    }
}

fn write_anew(bytes: &[u8]) -> Result<Vec<u8>, PictureFault> {
    const BROKEN: PictureFault = PictureFault::Unusable("broken");
    let Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP | ImageFormat::Gif)) =
        image::guess_format(bytes)
    else {
        return Err(PictureFault::Unusable("format"));
    };
    let header = ImageReader::with_format(Cursor::new(bytes), format).into_dimensions();
    let (width, height) = header.map_err(|_| BROKEN)?;
    if width == 0 || height == 0 {
        return Err(BROKEN);
    }
    if width.max(height) > LONGEST || u64::from(width) * u64::from(height) > PIXELS {
        return Err(PictureFault::Unusable("too_large"));
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST);
    limits.max_image_height = Some(LONGEST);
    limits.max_alloc = Some(MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| BROKEN)?;
    // the way up is told beside the pixels, and goes with all that is
    let orientation = decoder.orientation().map_err(|_| BROKEN)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| BROKEN)?;
    picture.apply_orientation(orientation);
    let small = picture.resize_to_fill(SIDE, SIDE, FilterType::CatmullRom);
    encode(&on_white(&small)).ok_or(BROKEN)
}

fn on_white(picture: &DynamicImage) -> RgbImage {
    let picture = picture.to_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [r, g, b, alpha] = picture.get_pixel(x, y).0.map(u16::from);
        let over = |c: u16| u8::try_from((c * alpha + 255 * (255 - alpha)) / 255).unwrap_or(255);
        Rgb([over(r), over(g), over(b)])
    })
}

/// As good as it gets within [`KEPT`] bytes.
fn encode(picture: &RgbImage) -> Option<Vec<u8>> {
    [85, 70, 50, 30].into_iter().find_map(|quality| {
        let mut jpeg = Vec::new();
        JpegEncoder::new_with_quality(&mut jpeg, quality)
            .encode_image(picture)
            .ok()?;
        (jpeg.len() <= KEPT).then_some(jpeg)
    })
}

#[cfg(test)]
#[path = "tests/picture.rs"]
mod tests;
