//! A generated picture for people without one. It is drawn from a random id, so it reveals nothing.

use std::fmt::Write as _;

use uuid::Uuid;

/// Returns an SVG of 128 by 128 units: a symmetric pattern of 5 by 5 fields in one color.
#[must_use]
pub(crate) fn generated(id: Uuid) -> String {
    let bytes = id.as_bytes();
    let hue = u32::from(u16::from_be_bytes([bytes[14], bytes[15]])) % 360;
    // A UUID of version 4 has fixed bits in its 7th and 9th byte; the bytes used here are entirely random.
    let pattern = u16::from_be_bytes([bytes[0], bytes[1]]);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 128 128\" width=\"128\" height=\"128\">\
         <rect width=\"128\" height=\"128\" fill=\"hsl({hue} 40% 92%)\"/><g fill=\"hsl({hue} 45% 45%)\">"
    );
    for field in 0..15 {
        if pattern >> field & 1 == 0 {
            continue;
        }
        let (column, row) = (field / 5, field % 5);
        let y = 4 + row * 24;
        for column in [column, 4 - column] {
            let x = 4 + column * 24;
            let _ = write!(
                svg,
                "<rect x=\"{x}\" y=\"{y}\" width=\"24\" height=\"24\"/>"
            );
        }
    }
    svg.push_str("</g></svg>");
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_of_an_id_is_always_the_same_and_well_formed() {
        for n in 0..200_u128 {
            let id = Uuid::from_u128(n.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835));
            let svg = generated(id);
            assert_eq!(svg, generated(id));
            let mut reader = quick_xml::Reader::from_str(&svg);
            while reader.read_event().expect("well-formed") != quick_xml::events::Event::Eof {}
        }
        assert_ne!(generated(Uuid::from_u128(1)), generated(Uuid::max()));
    }
}
