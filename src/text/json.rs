//! Strict JSON (RFC 8259, I-JSON): no duplicate names in an object, bounded depth, nothing after the value.

use std::{cell::Cell, fmt};

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// The deepest permitted nesting of arrays and objects.
const MAX_DEPTH: usize = 16;

/// The byte order mark of UTF-8, which some programs write before the text.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What is wrong with a JSON text, and where: a sentence for its author.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct JsonError(String);

/// Parses one JSON text. Every error states the position. A byte order mark before the text is ignored
/// (RFC 8259, section 8.1).
pub(crate) fn parse_json(bytes: &[u8]) -> Result<Value, JsonError> {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    if std::str::from_utf8(bytes).is_err() {
        return Err(JsonError("The body is not UTF-8.".to_owned()));
    }
    let fault = Cell::new(None);
    let seed = Strict {
        depth: 0,
        fault: &fault,
    };
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let read = seed
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value));
    read.map_err(|error| {
        let what = match fault.get() {
            Some(JsonFault::Twice) => "An object contains the same name twice".to_owned(),
            Some(JsonFault::Nul) => {
                "The body contains the character U+0000, which cannot be stored".to_owned()
            }
            Some(JsonFault::Deep) => format!("The body is nested deeper than {MAX_DEPTH} levels"),
            None if error.is_eof() => "The body ends before the JSON does".to_owned(),
            None => "The body is not valid JSON".to_owned(),
        };
        JsonError(format!(
            "{what} (line {}, column {}).",
            error.line(),
            error.column()
        ))
    })
}

#[derive(Clone, Copy)]
enum JsonFault {
    Twice,
    Deep,
    Nul,
}

#[derive(Clone, Copy)]
struct Strict<'a> {
    depth: usize,
    fault: &'a Cell<Option<JsonFault>>,
}

impl Strict<'_> {
    fn fail<T, E: de::Error>(self, fault: JsonFault) -> Result<T, E> {
        self.fault.set(Some(fault));
        Err(E::custom("refused"))
    }

    fn deeper<E: de::Error>(self) -> Result<Self, E> {
        if self.depth == MAX_DEPTH {
            return self.fail(JsonFault::Deep);
        }
        Ok(Self {
            depth: self.depth + 1,
            ..self
        })
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Value, E> {
        self.visit_string(value.to_owned())
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<Value, E> {
        // Human text does not contain it, and PostgreSQL stores every character except this one.
        if value.contains('\0') {
            return self.fail(JsonFault::Nul);
        }
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(inner)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut members = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            if name.contains('\0') {
                return self.fail(JsonFault::Nul);
            }
            if members.contains_key(&name) {
                return self.fail(JsonFault::Twice);
            }
            let value = map.next_value_seed(inner)?;
            members.insert(name, value);
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn is_nul(read: &Result<Value, JsonError>) -> bool {
        let error = read.as_ref().err();
        error.is_some_and(|error| error.to_string().contains("U+0000"))
    }

    fn detail(text: &[u8]) -> String {
        parse_json(text).unwrap_err().to_string()
    }

    #[test]
    fn a_name_that_stands_twice_is_refused_however_it_is_written() {
        for text in [
            r#"{"a":1,"a":1}"#,
            r#"{"a":1,"\u0061":2}"#,
            r#"[{"b":{"a":1,"c":2,"a":3}}]"#,
        ] {
            assert!(
                detail(text.as_bytes()).starts_with("An object contains the same name twice"),
                "{text}"
            );
        }
        assert_eq!(
            parse_json(br#"[{"a":1},{"a":2}]"#).unwrap(),
            json!([{"a": 1}, {"a": 2}])
        );
    }

    #[test]
    fn sixteen_levels_are_read_and_seventeen_are_not() {
        let nested = |n: usize| "[".repeat(n) + &"]".repeat(n);
        assert!(parse_json(nested(16).as_bytes()).is_ok());
        assert!(detail(nested(17).as_bytes()).contains("deeper than 16"));
        assert!(parse_json("[".repeat(100_000).as_bytes()).is_err());
    }

    #[test]
    fn what_is_not_one_json_text_is_refused() {
        let texts: &[&[u8]] = &[
            b"",
            b" ",
            b"{} {}",
            b"{}x",
            b"[1,]",
            b"{'a':1}",
            b"\"\xff\"",
            b"\"\\ud800\"",
            b"\"a\\u0000b\"",
            b"{\"a\\u0000\": 1}",
            b"\"\\udc00\\ud800\"",
            b"NaN",
            b"01",
            b"\xef\xbb\xbf",
            b"\xef\xbb\xbf\xef\xbb\xbf{}",
            b"{\xef\xbb\xbf}",
            b"\"\n\"",
            b"1e999",
        ];
        for text in texts {
            assert!(parse_json(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_byte_order_mark_before_the_text_is_ignored() {
        assert_eq!(
            parse_json(b"\xef\xbb\xbf{\"a\": 1}").unwrap(),
            json!({"a": 1})
        );
    }

    #[test]
    fn the_detail_names_the_place_and_no_library() {
        assert_eq!(
            detail(b"{\n \"a\": tru}"),
            "The body is not valid JSON (line 2, column 10)."
        );
    }

    proptest! {
        #[test]
        fn what_serde_json_writes_is_read_the_same(text in "[^\\x00]{0,20}", int: i64, float: i32, flag: bool) {
            let value = json!({"text": text, "list": [int, flag, null, {"x": f64::from(float) / 4.0}]});
            prop_assert_eq!(parse_json(value.to_string().as_bytes()).unwrap(), value);
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            if let Err(error) = parse_json(&bytes) {
                prop_assert!(error.to_string().starts_with("The body "), "{}", error);
            }
        }
    }

    #[test]
    fn the_public_cases_are_read_as_they_say() {
        let Some(cases) = crate::input::test_cases() else {
            assert!(parse_json(b"{}").is_ok());
            return;
        };
        let mut seen = 0;
        for entry in fs::read_dir(format!("{cases}/cases/json/test_parsing")).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            let read = parse_json(&fs::read(entry.path()).unwrap());
            seen += 1;
            match name.as_bytes()[0] {
                b'n' => assert!(read.is_err(), "{name}"),
                b'y' if name.contains("duplicated_key") => {}
                // U+0000 is valid JSON, but is not allowed in any text stored here.
                b'y' => assert!(read.is_ok() || is_nul(&read), "{name}"),
                _ => {}
            }
        }
        assert!(seen > 300, "{seen}");
    }
}
