//! Forms as browsers send them: `application/x-www-form-urlencoded` and `multipart/form-data`.

use bytes::Bytes;
use poem::{
    FromRequest, Request, RequestBody,
    http::{Method, header},
    web::Multipart,
};

use super::{ContentType, MULTIPART, charset};
use crate::{
    http::response::problem::{Code, Problem},
    locale::Message,
};

/// The largest number of fields in a form. Our forms have about a dozen; themes and browser extensions add
/// their own, which are ignored. The limit bounds the work for a form that consists of nothing but fields.
const MAX_FIELDS: usize = 1_000;

/// Parses the fields of a URL-encoded form (WHATWG URL, section 5.1) in the encoding of its page. Invalid
/// percent-encoding is refused, because the original character is lost.
pub fn urlencoded(bytes: &[u8], charset: Option<&str>) -> Result<Vec<(String, String)>, Problem> {
    let pairs: Vec<_> = raw_pairs(bytes).take(MAX_FIELDS + 1).collect();
    if pairs.len() > MAX_FIELDS {
        return Err(too_many());
    }
    let pairs = pairs
        .into_iter()
        .map(|(name, value)| unescape(name).zip(unescape(value)).ok_or_else(broken))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(charset::decode(pairs, charset))
}

/// Returns the raw names and values of a URL-encoded form.
pub(crate) fn raw_pairs(bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    bytes
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let at = pair.iter().position(|byte| *byte == b'=');
            let at = at.unwrap_or(pair.len());
            (&pair[..at], pair.get(at + 1..).unwrap_or_default())
        })
}

/// Decodes percent-encoding and plus signs; `None` if the encoding is invalid or the text is not UTF-8.
pub(crate) fn decode(bytes: &[u8]) -> Option<String> {
    String::from_utf8(unescape(bytes)?).ok()
}

/// Decodes percent-encoding and plus signs; `None` if the encoding is invalid.
fn unescape(bytes: &[u8]) -> Option<Vec<u8>> {
    unescape_with(bytes, |_| None)
}

/// Decodes like [`unescape`], but leaves invalid percent-encoding unchanged, as browsers do.
pub(crate) fn unescape_leniently(bytes: &[u8]) -> Vec<u8> {
    unescape_with(bytes, Some).unwrap_or_default()
}

/// Decodes percent-encoding and plus signs. Invalid percent signs are replaced by `invalid`.
fn unescape_with(bytes: &[u8], invalid: impl Fn(u8) -> Option<u8>) -> Option<Vec<u8>> {
    let mut text = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        text.push(match first {
            b'+' => b' ',
            b'%' => match escaped(rest) {
                Some((value, after)) => {
                    rest = after;
                    value
                }
                None => invalid(first)?,
            },
            plain => plain,
        });
    }
    Some(text)
}

/// Returns the byte of two hex digits, and the rest.
fn escaped(digits: &[u8]) -> Option<(u8, &[u8])> {
    let (digits, after) = digits.split_first_chunk::<2>()?;
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let value = digit(digits[0])? * 16 + digit(digits[1])?;
    Some((u8::try_from(value).ok()?, after))
}

/// Returns a parameter of a media type (RFC 9110, section 8.3.1).
pub(crate) fn parameter(content_type: &str, name: &str) -> Option<String> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (found, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches('"');
        (found.trim().eq_ignore_ascii_case(name)).then(|| value.to_owned())
    })
}

fn broken() -> Problem {
    Problem::new(Code::Malformed, Message::new("problem-form-broken"))
}

fn too_many() -> Problem {
    let detail = Message::new("problem-form-many-fields").count("max", MAX_FIELDS);
    Problem::new(Code::Malformed, detail)
}

/// The content of a form: its fields, and the names of its files.
#[derive(Debug)]
pub struct SentForm {
    pub pairs: Vec<(String, String)>,
    pub files: Vec<String>,
}

/// Parses a form of either content type.
pub(super) async fn parse(
    content_type: &ContentType<'_>,
    bytes: &Bytes,
) -> Result<SentForm, Problem> {
    if content_type.essence == MULTIPART {
        return multipart(content_type.whole, bytes.clone()).await;
    }
    let charset = parameter(content_type.whole, "charset");
    Ok(SentForm {
        pairs: urlencoded(bytes, charset.as_deref())?,
        files: Vec::new(),
    })
}

/// Parses a multipart form (RFC 7578). Files themselves are skipped.
pub async fn multipart(content_type: &str, bytes: Bytes) -> Result<SentForm, Problem> {
    let request = Request::builder()
        .method(Method::POST)
        .header(header::CONTENT_TYPE, content_type)
        .finish();
    let mut body = RequestBody::new(bytes.into());
    let mut parts = Multipart::from_request(&request, &mut body)
        .await
        .map_err(|_| broken())?;
    let mut pairs = Vec::new();
    let mut files = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(|_| broken())? {
        let name = part.name().map(ToOwned::to_owned).ok_or_else(broken)?;
        let is_file = part.file_name().is_some();
        let value = part.bytes().await.map_err(|_| broken())?;
        if is_file {
            files.push(name);
        } else {
            pairs.push((name.into_bytes(), value));
        }
        if pairs.len() + files.len() > MAX_FIELDS {
            return Err(too_many());
        }
    }
    let charset = parameter(content_type, "charset");
    Ok(SentForm {
        pairs: charset::decode(pairs, charset.as_deref()),
        files,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn a_plain_form_is_read_pair_by_pair() {
        let form = b"page=%2Fa&text=Sch%C3%B6n+%26+gut&&empty=&bare&a=b=c";
        let pairs = urlencoded(form, None).unwrap();
        let expected = [
            pair("page", "/a"),
            pair("text", "Schön & gut"),
            pair("empty", ""),
            pair("bare", ""),
            pair("a", "b=c"),
        ];
        assert_eq!(pairs, expected);
    }

    #[test]
    fn broken_percent_signs_and_floods_of_fields_are_refused() {
        for text in ["a=%", "a=%4", "a=%zz", "%=1", "a=%C3%2"] {
            assert_eq!(
                urlencoded(text.as_bytes(), None).unwrap_err().code,
                Code::Malformed,
                "{text}"
            );
        }
        let repeated = |count: usize| "a=1&".repeat(count).into_bytes();
        assert!(urlencoded(&repeated(MAX_FIELDS + 1), None).is_err());
        assert!(urlencoded(&repeated(MAX_FIELDS), None).is_ok());
    }

    #[test]
    fn a_form_that_is_not_utf8_is_read_in_its_encoding() {
        let latin = urlencoded(b"text=caf%E9+%80", None).unwrap();
        assert_eq!(latin, [pair("text", "café €")]);
        let stated = urlencoded(b"_charset_=windows-1251&text=%CF%F0%E8", None).unwrap();
        assert_eq!(stated[1], pair("text", "При"));
        let by_type = urlencoded(b"text=%CF%F0%E8", Some("windows-1251")).unwrap();
        assert_eq!(by_type, [pair("text", "При")]);
    }

    proptest! {
        #[test]
        fn what_a_browser_encodes_is_read_back(name in "[^_].{0,11}", value in ".{0,40}") {
            let text = url::form_urlencoded::Serializer::new(String::new()).append_pair(&name, &value).finish();
            prop_assert_eq!(urlencoded(text.as_bytes(), None).unwrap(), [(name, value)]);
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            if let Err(problem) = urlencoded(&bytes, None) {
                prop_assert_eq!(problem.code, Code::Malformed);
            }
        }
    }

    const TYPE: &str = "multipart/form-data; boundary=xx";

    fn part(name: &str, more: &str, value: &str) -> String {
        format!("--xx\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{value}\r\n")
    }

    #[tokio::test]
    async fn a_multipart_form_is_read_the_same() {
        let body = part("page", "", "/a") + &part("text", "", "Schön\r\n& gut") + "--xx--\r\n";
        let form = multipart(TYPE, body.into()).await.unwrap();
        assert_eq!(
            form.pairs,
            [pair("page", "/a"), pair("text", "Schön\r\n& gut")]
        );
    }

    #[tokio::test]
    async fn files_are_passed_over_and_other_encodings_read() {
        let body =
            part("picture", "; filename=\"a.png\"", "x") + &part("page", "", "/a") + "--xx--\r\n";
        let form = multipart(TYPE, body.into()).await.unwrap();
        assert_eq!(form.files, ["picture"]);
        assert_eq!(form.pairs, [pair("page", "/a")]);
        let mut body = part("_charset_", "", "windows-1251").into_bytes();
        body.extend(b"--xx\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n\xcf\xf0\xe8\r\n--xx--\r\n");
        let form = multipart(TYPE, body.into()).await.unwrap();
        assert_eq!(form.pairs[1], pair("text", "При"));
    }

    #[tokio::test]
    async fn broken_parts_are_refused() {
        let cut = part("page", "", "/a");
        assert_eq!(
            multipart(TYPE, cut[..cut.len() - 9].to_owned().into())
                .await
                .unwrap_err()
                .code,
            Code::Malformed
        );
        assert_eq!(
            multipart("multipart/form-data", Bytes::new())
                .await
                .unwrap_err()
                .code,
            Code::Malformed
        );
    }
}
