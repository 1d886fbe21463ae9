//! Values that both databases store in the same way.
//!
//! | Rust | SQLite (STRICT) | PostgreSQL |
//! |---|---|---|
//! | `i64`, `Timestamp` (ms) | INTEGER | BIGINT |
//! | `bool` | INTEGER 0/1 | BOOLEAN |
//! | text, closed sets | TEXT | TEXT |
//! | bytes | BLOB | BYTEA |
//! | `Uuid` | BLOB of 16 | UUID |

use std::{error::Error as StdError, rc::Rc};

use rusqlite::types::{FromSql as FromSqlite, ToSqlOutput, Value as SqliteValue, ValueRef};
use tokio_postgres::types::{
    FromSql as FromPostgres, IsNull, ToSql as ToPostgres, Type, to_sql_checked,
};
use uuid::Uuid;

use super::Error;
use crate::{clock::Timestamp, closed_set::ClosedSet};

/// A parameter of a statement.
#[derive(Clone, Debug)]
pub enum Value<'a> {
    Null,
    Bool(bool),
    Int(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
    Uuid(Uuid),
    /// For `= ANY($n)`.
    Ints(&'a [i64]),
    Texts(&'a [String]),
    Uuids(&'a [Uuid]),
    ListOfBytes(&'a [Vec<u8>]),
}

impl Value<'_> {
    /// Returns whether a text contains U+0000.
    pub(super) fn has_nul(&self) -> bool {
        match self {
            Value::Text(text) => text.contains('\0'),
            Value::Texts(texts) => texts.iter().any(|text| text.contains('\0')),
            _ => false,
        }
    }
}

macro_rules! from {
    ($($type:ty => |$v:ident| $make:expr;)+) => {$(
        impl<'a> From<$type> for Value<'a> {
            fn from($v: $type) -> Self { $make }
        }
    )+};
}
from! {
    bool => |v| Value::Bool(v);
    i64 => |v| Value::Int(v);
    Timestamp => |v| Value::Int(v.0);
    Uuid => |v| Value::Uuid(v);
    &'a Uuid => |v| Value::Uuid(*v);
    &'a str => |v| Value::Text(v);
    &'a String => |v| Value::Text(v);
    &'a [u8] => |v| Value::Bytes(v);
    &'a Vec<u8> => |v| Value::Bytes(v);
    &'a [i64] => |v| Value::Ints(v);
    &'a [String] => |v| Value::Texts(v);
    &'a [Uuid] => |v| Value::Uuids(v);
    &'a [Vec<u8>] => |v| Value::ListOfBytes(v);
}

impl<'a, const N: usize> From<&'a [u8; N]> for Value<'a> {
    fn from(v: &'a [u8; N]) -> Self {
        Value::Bytes(v)
    }
}

impl<T: ClosedSet> From<T> for Value<'_> {
    fn from(v: T) -> Self {
        Value::Text(v.word())
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(v: Option<T>) -> Self {
        v.map_or(Value::Null, Into::into)
    }
}

fn list<T>(items: &[T], make: impl Fn(&T) -> SqliteValue) -> ToSqlOutput<'static> {
    let items: rusqlite::vtab::array::Array = Rc::new(items.iter().map(make).collect());
    ToSqlOutput::from_rc(items, c"rarray")
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Value::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Value::Bool(v) => ToSqlOutput::Borrowed(ValueRef::Integer(i64::from(*v))),
            Value::Int(v) => ToSqlOutput::Borrowed(ValueRef::Integer(*v)),
            Value::Text(v) => ToSqlOutput::Borrowed(ValueRef::Text(v.as_bytes())),
            Value::Bytes(v) => ToSqlOutput::Borrowed(ValueRef::Blob(v)),
            Value::Uuid(v) => ToSqlOutput::Borrowed(ValueRef::Blob(v.as_bytes())),
            Value::Ints(v) => list(v, |i| SqliteValue::Integer(*i)),
            Value::Texts(v) => list(v, |t| SqliteValue::Text(t.clone())),
            Value::Uuids(v) => list(v, |u| SqliteValue::Blob(u.as_bytes().to_vec())),
            Value::ListOfBytes(v) => list(v, |b| SqliteValue::Blob(b.clone())),
        })
    }
}

impl ToPostgres for Value<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut bytes::BytesMut,
    ) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Bool(v) => v.to_sql_checked(ty, out),
            Value::Int(v) => v.to_sql_checked(ty, out),
            Value::Text(v) => v.to_sql_checked(ty, out),
            Value::Bytes(v) => v.to_sql_checked(ty, out),
            Value::Uuid(v) => v.to_sql_checked(ty, out),
            Value::Ints(v) => v.to_sql_checked(ty, out),
            Value::Texts(v) => v.to_sql_checked(ty, out),
            Value::Uuids(v) => v.to_sql_checked(ty, out),
            Value::ListOfBytes(v) => v.to_sql_checked(ty, out),
        }
    }

    // Each arm above checks its own type against the statement's.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A type that both drivers can read.
pub trait Stored: FromSqlite + for<'a> FromPostgres<'a> {}
impl<T: FromSqlite + for<'a> FromPostgres<'a>> Stored for T {}

/// A type that a column can be read as.
pub trait Column: Sized {
    /// What the drivers read.
    type Stored: Stored;

    /// Converts it. The error names a word that is not in a closed set.
    fn of_stored(stored: Self::Stored) -> Result<Self, Error>;
}

macro_rules! columns {
    ($($type:ty),+) => {$(
        impl Column for $type {
            type Stored = Self;

            fn of_stored(stored: Self) -> Result<Self, Error> {
                Ok(stored)
            }
        }
    )+};
}
columns!(bool, i64, Timestamp, String, Vec<u8>, Uuid);

impl<T: ClosedSet> Column for T {
    type Stored = String;

    fn of_stored(word: String) -> Result<Self, Error> {
        Ok(Self::of_word(&word)?)
    }
}

impl<T: Column> Column for Option<T> {
    type Stored = Option<T::Stored>;

    fn of_stored(stored: Self::Stored) -> Result<Self, Error> {
        stored.map(T::of_stored).transpose()
    }
}

impl FromSqlite for Timestamp {
    fn column_result(value: ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        value.as_i64().map(Timestamp)
    }
}

impl<'a> FromPostgres<'a> for Timestamp {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        i64::from_sql(ty, raw).map(Timestamp)
    }

    fn accepts(ty: &Type) -> bool {
        <i64 as FromPostgres>::accepts(ty)
    }
}
