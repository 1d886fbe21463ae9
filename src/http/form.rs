//! Forms as browsers send them: `application/x-www-form-urlencoded` and `multipart/form-data`.

use bytes::Bytes;
use poem::{
    FromRequest, Request, RequestBody,
    http::{Method, header},
    web::Multipart,
};

use super::problem::{Code, FieldError, Problem};

/// The most fields a form may have; ours have a dozen.
const MAX_FIELDS: usize = 64;

/// The pairs of a plain form (WHATWG URL, section 5.1), but strict: a broken percent sign or text
/// that is not UTF-8 is refused where a browser's own parser would put a replacement character.
pub fn urlencoded(bytes: &[u8]) -> Result<Vec<(String, String)>, Problem> {
    let pairs: Vec<_> = bytes
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .collect();
    if pairs.len() > MAX_FIELDS {
        return Err(too_many());
    }
    pairs
        .into_iter()
        .map(|pair| {
            let at = pair
                .iter()
                .position(|byte| *byte == b'=')
                .unwrap_or(pair.len());
            let value = pair.get(at + 1..).unwrap_or_default();
            decode(&pair[..at]).zip(decode(value)).ok_or_else(broken)
        })
        .collect()
}

/// Undoes percent signs and pluses; `None` when a percent sign is broken or the text not UTF-8.
pub(super) fn decode(bytes: &[u8]) -> Option<String> {
    let mut text = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        text.push(match first {
            b'+' => b' ',
            b'%' => {
                let (digits, after) = rest.split_first_chunk::<2>()?;
                rest = after;
                let digit = |byte: u8| char::from(byte).to_digit(16);
                u8::try_from(digit(digits[0])? * 16 + digit(digits[1])?).ok()?
            }
            plain => plain,
        });
    }
    String::from_utf8(text).ok()
}

fn broken() -> Problem {
    Problem::new(
        Code::Malformed,
        "The form has a broken percent sign or is not UTF-8.",
    )
}

fn too_many() -> Problem {
    Problem::new(
        Code::Malformed,
        format!("The form has more than {MAX_FIELDS} fields."),
    )
}

/// The pairs of a form made for files (RFC 7578). A field with a file name is refused.
pub async fn multipart(content_type: &str, bytes: Bytes) -> Result<Vec<(String, String)>, Problem> {
    let unreadable = || Problem::new(Code::Malformed, "The multipart form cannot be read.");
    let request = Request::builder()
        .method(Method::POST)
        .header(header::CONTENT_TYPE, content_type)
        .finish();
    let mut body = RequestBody::new(bytes.into());
    let mut parts = Multipart::from_request(&request, &mut body)
        .await
        .map_err(|_| unreadable())?;
    let mut pairs = Vec::new();
    let mut files = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(|_| unreadable())? {
        let name = part.name().map(ToOwned::to_owned).ok_or_else(unreadable)?;
        let is_file = part.file_name().is_some();
        let value = part.bytes().await.map_err(|_| unreadable())?;
        if is_file {
            files.push(FieldError::new(name, "invalid", "Files are not taken."));
        } else {
            pairs.push((name, String::from_utf8(value).map_err(|_| broken())?));
        }
        if pairs.len() + files.len() > MAX_FIELDS {
            return Err(too_many());
        }
    }
    if files.is_empty() {
        Ok(pairs)
    } else {
        Err(Problem::invalid(files))
    }
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
        let pairs = urlencoded(b"page=%2Fa&text=Sch%C3%B6n+%26+gut&&empty=&bare&a=b=c").unwrap();
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
    fn broken_percent_signs_and_broken_utf8_are_refused() {
        for text in ["a=%", "a=%4", "a=%zz", "a=%ff", "%c3=1", "a=%C3%28"] {
            assert_eq!(
                urlencoded(text.as_bytes()).unwrap_err().code,
                Code::Malformed,
                "{text}"
            );
        }
        assert!(urlencoded(&"a=1&".repeat(65).into_bytes()).is_err());
    }

    proptest! {
        #[test]
        fn what_a_browser_encodes_is_read_back(name in ".{1,12}", value in ".{0,40}") {
            let text = url::form_urlencoded::Serializer::new(String::new()).append_pair(&name, &value).finish();
            prop_assert_eq!(urlencoded(text.as_bytes()).unwrap(), [(name, value)]);
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            if let Err(problem) = urlencoded(&bytes) {
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
        let pairs = multipart(TYPE, body.into()).await.unwrap();
        assert_eq!(pairs, [pair("page", "/a"), pair("text", "Schön\r\n& gut")]);
    }

    #[tokio::test]
    async fn files_and_broken_parts_are_refused() {
        let file = part("picture", "; filename=\"a.png\"", "x") + "--xx--\r\n";
        let problem = multipart(TYPE, file.into()).await.unwrap_err();
        assert_eq!(problem.errors[0].field, "picture");
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
