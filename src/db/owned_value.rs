//! Parameters of statements that are queued.

use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use uuid::Uuid;

use super::Value;

/// A parameter of a queued statement.
#[derive(Debug)]
pub(super) enum OwnedValue {
    Null,
    Bool(bool),
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
    Uuid(Uuid),
    Ints(Vec<i64>),
    Texts(Vec<String>),
    Uuids(Vec<Uuid>),
    ListOfBytes(Vec<Vec<u8>>),
}

impl OwnedValue {
    fn borrowed(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Bool(v) => Value::Bool(*v),
            Self::Int(v) => Value::Int(*v),
            Self::Text(v) => Value::Text(v),
            Self::Bytes(v) => Value::Bytes(v),
            Self::Uuid(v) => Value::Uuid(*v),
            Self::Ints(v) => Value::Ints(v),
            Self::Texts(v) => Value::Texts(v),
            Self::Uuids(v) => Value::Uuids(v),
            Self::ListOfBytes(v) => Value::ListOfBytes(v),
        }
    }
}

impl From<&Value<'_>> for OwnedValue {
    fn from(value: &Value<'_>) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(v) => Self::Bool(*v),
            Value::Int(v) => Self::Int(*v),
            Value::Text(v) => Self::Text((*v).to_owned()),
            Value::Bytes(v) => Self::Bytes(v.to_vec()),
            Value::Uuid(v) => Self::Uuid(*v),
            Value::Ints(v) => Self::Ints(v.to_vec()),
            Value::Texts(v) => Self::Texts(v.to_vec()),
            Value::Uuids(v) => Self::Uuids(v.to_vec()),
            Value::ListOfBytes(v) => Self::ListOfBytes(v.to_vec()),
        }
    }
}

impl ToSql for OwnedValue {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut bytes::BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        self.borrowed().to_sql(ty, out)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// Returns the values as the driver of PostgreSQL takes them.
pub(super) fn as_parameters<'v>(
    parameters: &'v [Value<'v>],
) -> impl ExactSizeIterator<Item = &'v (dyn ToSql + Sync)> {
    parameters.iter().map(|v| v as &(dyn ToSql + Sync))
}
