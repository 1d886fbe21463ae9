//! Profile pictures: fetched once, checked by their header, decoded within limits, and re-encoded.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, Rgb, RgbImage,
    codecs::jpeg::JpegEncoder, imageops::FilterType,
};
use thiserror::Error;
use url::Url;

use super::Providers;
use crate::client::{Outbound, OutgoingFault, Trust};

/// The width and height of a stored picture, in pixels.
const SIDE_PIXELS: u32 = 128;
/// The maximum number of bytes that are fetched.
const DOWNLOAD_MAX: usize = 1 << 20;
/// The maximum number of pixels along one side, and in total.
const SIDE_MAX: u32 = 4096;
const PIXELS_MAX: u64 = 4_000_000;
/// The maximum memory for decoding, in bytes.
const ALLOCATION_MAX: u64 = 64 << 20;
/// The maximum size of a stored picture, in bytes.
const JPEG_SIZE_MAX: usize = 20 << 10;

/// Why there is no picture. The codes are stable and reveal nothing about the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PictureFault {
    /// The picture could not be fetched.
    #[error("the picture cannot be fetched: {0}")]
    Unavailable(&'static str),
    /// The answer is not a picture in a supported format or size.
    #[error("the picture cannot be used: {0}")]
    Unusable(&'static str),
}

impl From<OutgoingFault> for PictureFault {
    fn from(fault: OutgoingFault) -> Self {
        Self::Unavailable(fault.as_str())
    }
}

impl Providers {
    /// Fetches a picture whose URL a provider gave, from public IP addresses only, and re-encodes it as a
    /// JPEG of 128 × 128 pixels and at most 20 KiB, without any metadata. Accepts PNG, JPEG, WebP and the
    /// first frame of GIF, regardless of the content type of the answer.
    pub async fn fetch_picture(&self, url: &Url) -> Result<Vec<u8>, PictureFault> {
        let outbound = Outbound::get(url.clone(), Trust::Stranger)
            .accept("image/webp, image/png, image/jpeg, image/gif")
            .at_most(DOWNLOAD_MAX);
        let answer = self.0.out.send(outbound).await?;
        if answer.status != 200 {
            return Err(PictureFault::Unavailable("status"));
        }
        let permit = self.0.decoding.clone().acquire_owned().await;
        tokio::task::spawn_blocking(move || {
            let _permit = permit;
            reencode(&answer.body)
        })
        .await
        .unwrap_or(Err(PictureFault::Unusable("broken")))
    }
}

fn reencode(bytes: &[u8]) -> Result<Vec<u8>, PictureFault> {
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
    if width.max(height) > SIDE_MAX || u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(PictureFault::Unusable("too_large"));
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(ALLOCATION_MAX);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| BROKEN)?;
    // The orientation is stored in the metadata, which is dropped with everything else except the pixels.
    let orientation = decoder.orientation().map_err(|_| BROKEN)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| BROKEN)?;
    picture.apply_orientation(orientation);
    let scaled = picture.resize_to_fill(SIDE_PIXELS, SIDE_PIXELS, FilterType::CatmullRom);
    encode(&on_white(&scaled)).ok_or(BROKEN)
}

fn on_white(picture: &DynamicImage) -> RgbImage {
    let picture = picture.to_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [r, g, b, alpha] = picture.get_pixel(x, y).0.map(u16::from);
        let over = |c: u16| u8::try_from((c * alpha + 255 * (255 - alpha)) / 255).unwrap_or(255);
        Rgb([over(r), over(g), over(b)])
    })
}

/// Encodes with the best quality that fits within [`JPEG_SIZE_MAX`] bytes.
fn encode(picture: &RgbImage) -> Option<Vec<u8>> {
    [85, 70, 50, 30].into_iter().find_map(|quality| {
        let mut jpeg = Vec::new();
        JpegEncoder::new_with_quality(&mut jpeg, quality)
            .encode_image(picture)
            .ok()?;
        (jpeg.len() <= JPEG_SIZE_MAX).then_some(jpeg)
    })
}

#[cfg(test)]
#[path = "tests/picture.rs"]
mod tests;
