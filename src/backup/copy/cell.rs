//! One value of one row on its way between two databases, and the checksum of a table.

use std::error::Error as StdError;

use rusqlite::types::{ToSqlOutput, Value as SqliteValue, ValueRef};
use sha2::{Digest as _, Sha256};
use tokio_postgres::{
    Row as PostgresRow,
    types::{IsNull, ToSql as ToPostgres, Type, to_sql_checked},
};
use uuid::Uuid;

/// A value as returned by the database that it was read from. SQLite has no booleans and no UUIDs: values
/// are converted to the type of the target's column when they are written.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Null,
    Bool(bool),
    Int(i64),
    Real(f64),
    Text(String),
    Bytes(Vec<u8>),
    Uuid(Uuid),
}

impl Cell {
    /// Reads a column of SQLite.
    ///
    /// # Errors
    /// Returns an error if a text is not UTF-8.
    pub(super) fn from_sqlite(value: ValueRef<'_>) -> Result<Self, std::str::Utf8Error> {
        Ok(match value {
            ValueRef::Null => Self::Null,
            ValueRef::Integer(value) => Self::Int(value),
            ValueRef::Real(value) => Self::Real(value),
            ValueRef::Text(text) => Self::Text(std::str::from_utf8(text)?.to_owned()),
            ValueRef::Blob(bytes) => Self::Bytes(bytes.to_vec()),
        })
    }

    /// Reads a column of PostgreSQL whose type [`is_known`].
    pub(super) fn from_postgres(
        row: &PostgresRow,
        index: usize,
    ) -> Result<Self, tokio_postgres::Error> {
        let read = match *row.columns()[index].type_() {
            Type::BOOL => row.try_get::<_, Option<bool>>(index)?.map(Self::Bool),
            Type::INT8 => row.try_get::<_, Option<i64>>(index)?.map(Self::Int),
            Type::FLOAT8 => row.try_get::<_, Option<f64>>(index)?.map(Self::Real),
            Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(index)?.map(Self::Bytes),
            Type::UUID => row.try_get::<_, Option<Uuid>>(index)?.map(Self::Uuid),
            _ => row.try_get::<_, Option<String>>(index)?.map(Self::Text),
        };
        Ok(read.unwrap_or(Self::Null))
    }
}

/// Returns whether a column of this PostgreSQL type has a counterpart in SQLite.
pub(super) fn is_known(ty: &Type) -> bool {
    [
        Type::BOOL,
        Type::INT8,
        Type::FLOAT8,
        Type::BYTEA,
        Type::UUID,
        Type::TEXT,
        Type::VARCHAR,
    ]
    .contains(ty)
}

impl rusqlite::ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Self::Bool(value) => ToSqlOutput::Owned(SqliteValue::Integer(i64::from(*value))),
            Self::Int(value) => ToSqlOutput::Owned(SqliteValue::Integer(*value)),
            Self::Real(value) => ToSqlOutput::Owned(SqliteValue::Real(*value)),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Self::Uuid(id) => ToSqlOutput::Borrowed(ValueRef::Blob(id.as_bytes())),
        })
    }
}

impl ToPostgres for Cell {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut bytes::BytesMut,
    ) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(0 | 1) if *ty == Type::BOOL => (*self == Self::Int(1)).to_sql(ty, out),
            Self::Bytes(bytes) if *ty == Type::UUID => Uuid::from_slice(bytes)?.to_sql(ty, out),
            Self::Text(text) if text.contains('\0') => {
                Err("PostgreSQL cannot store a text that contains U+0000".into())
            }
            Self::Bool(value) => value.to_sql_checked(ty, out),
            Self::Int(value) => value.to_sql_checked(ty, out),
            Self::Real(value) => value.to_sql_checked(ty, out),
            Self::Text(text) => text.to_sql_checked(ty, out),
            Self::Bytes(bytes) => bytes.to_sql_checked(ty, out),
            Self::Uuid(id) => id.to_sql_checked(ty, out),
        }
    }

    // Each arm above checks its own type against the column's.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// The number of rows of a table and a sum over their hashes, regardless of their order. Equal for two
/// tables with the same rows, even if one stores booleans or UUIDs as SQLite does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Checksum {
    pub(super) rows: u64,
    sum: u128,
}

impl Checksum {
    pub(super) fn add(&mut self, row: &[Cell]) {
        let mut hash = Sha256::new();
        for cell in row {
            match cell {
                Cell::Null => hash.update([0]),
                Cell::Bool(value) => tagged(&mut hash, 1, &i64::from(*value).to_be_bytes()),
                Cell::Int(value) => tagged(&mut hash, 1, &value.to_be_bytes()),
                Cell::Real(value) => tagged(&mut hash, 2, &value.to_bits().to_be_bytes()),
                Cell::Text(text) => tagged(&mut hash, 3, text.as_bytes()),
                Cell::Bytes(bytes) => tagged(&mut hash, 4, bytes),
                Cell::Uuid(id) => tagged(&mut hash, 4, id.as_bytes()),
            }
        }
        let hash: [u8; 32] = hash.finalize().into();
        let half = hash.first_chunk::<16>().copied().unwrap_or_default();
        self.sum = self.sum.wrapping_add(u128::from_be_bytes(half));
        self.rows += 1;
    }
}

fn tagged(hash: &mut Sha256, tag: u8, bytes: &[u8]) {
    hash.update([tag]);
    // The length distinguishes two adjacent values from two others with the same bytes.
    hash.update((bytes.len() as u64).to_be_bytes());
    hash.update(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(rows: &[&[Cell]]) -> Checksum {
        let mut sum = Checksum::default();
        for row in rows {
            sum.add(row);
        }
        sum
    }

    #[test]
    fn a_checksum_does_not_depend_on_the_order_of_rows_or_on_the_database() {
        let id = Uuid::from_u128(7);
        let postgres: &[Cell] = &[Cell::Bool(true), Cell::Uuid(id), Cell::Null];
        let sqlite: &[Cell] = &[
            Cell::Int(1),
            Cell::Bytes(id.as_bytes().to_vec()),
            Cell::Null,
        ];
        let other: &[Cell] = &[Cell::Int(2), Cell::Null, Cell::Text("x".into())];
        assert_eq!(sum(&[postgres, other]), sum(&[other, sqlite]));
    }

    #[test]
    fn a_checksum_tells_tables_apart_that_differ_in_one_value() {
        let text = |text: &str| Cell::Text(text.into());
        let rows: [&[Cell]; 6] = [
            &[text("ab"), text("c")],
            &[text("a"), text("bc")],
            &[text("ab"), Cell::Null],
            &[Cell::Bytes(b"ab".to_vec()), text("c")],
            &[text(""), Cell::Null],
            &[Cell::Null, text("")],
        ];
        for (n, one) in rows.iter().enumerate() {
            for other in &rows[n + 1..] {
                assert_ne!(sum(&[one]), sum(&[other]), "{one:?} {other:?}");
            }
        }
        assert_ne!(sum(&[rows[0]]), sum(&[rows[0], rows[0]]));
    }

    #[test]
    fn a_value_that_does_not_fit_its_column_is_an_error() {
        let mut out = bytes::BytesMut::new();
        for (cell, ty) in [
            (Cell::Int(2), Type::BOOL),
            (Cell::Bytes(vec![1, 2, 3]), Type::UUID),
            (Cell::Text("a\0b".into()), Type::TEXT),
            (Cell::Text("1".into()), Type::INT8),
        ] {
            let written = cell.to_sql_checked(&ty, &mut out);
            assert!(written.is_err(), "{cell:?} as {ty}");
        }
    }
}
