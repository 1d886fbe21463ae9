-- The SHA-256 of the statements of each applied migration, in hexadecimal. `migrate.rs` stores those of the
-- migrations that were applied before.
ALTER TABLE schema_step ADD COLUMN checksum TEXT;
