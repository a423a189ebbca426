//! The values that a query is asked with, as they come.

use arrow::datatypes::DataType;
use datafusion::scalar::ScalarValue;
use pgwire::api::Type;
use pgwire::error::{PgWireError, PgWireResult};

use super::error::error;

/// Days from 1970-01-01, from which days are counted here, to 2000-01-01, from which PostgreSQL counts them.
const DAYS_BETWEEN: i32 = 10_957;

/// Reads one value of a type that was agreed on. Without bytes it is null.
///
/// # Errors
/// When the bytes are not of that type, or it is one that is only taken as text.
pub(super) fn read(
    agreed: &Type,
    is_binary: bool,
    bytes: Option<&[u8]>,
) -> PgWireResult<ScalarValue> {
    let data_type = data_type(agreed);
    let Some(bytes) = bytes else {
        return ScalarValue::try_from(&data_type).map_err(|_| invalid(agreed));
    };
    if is_binary && data_type != DataType::Utf8 {
        return binary(agreed, bytes);
    }
    if is_binary && !is_text(agreed) {
        return Err(error(
            "0A000",
            format_args!(
                "values of type {} are taken in text form only",
                agreed.name()
            ),
        ));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| invalid(agreed))?;
    ScalarValue::Utf8(Some(text.to_owned()))
        .cast_to(&data_type)
        .map_err(|_| invalid(agreed))
}

fn data_type(agreed: &Type) -> DataType {
    match *agreed {
        Type::BOOL => DataType::Boolean,
        Type::INT2 => DataType::Int16,
        Type::INT4 => DataType::Int32,
        Type::INT8 | Type::OID => DataType::Int64,
        Type::FLOAT4 => DataType::Float32,
        Type::FLOAT8 => DataType::Float64,
        Type::DATE => DataType::Date32,
        _ => DataType::Utf8,
    }
}

fn is_text(agreed: &Type) -> bool {
    matches!(
        *agreed,
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::CHAR | Type::UNKNOWN
    )
}

fn binary(agreed: &Type, bytes: &[u8]) -> PgWireResult<ScalarValue> {
    let wrong = |_| invalid(agreed);
    Ok(match *agreed {
        Type::BOOL => match bytes {
            [byte] => ScalarValue::Boolean(Some(*byte != 0)),
            _ => return Err(invalid(agreed)),
        },
        Type::INT2 => {
            ScalarValue::Int16(Some(i16::from_be_bytes(bytes.try_into().map_err(wrong)?)))
        }
        Type::INT4 => {
            ScalarValue::Int32(Some(i32::from_be_bytes(bytes.try_into().map_err(wrong)?)))
        }
        Type::INT8 => {
            ScalarValue::Int64(Some(i64::from_be_bytes(bytes.try_into().map_err(wrong)?)))
        }
        Type::OID => {
            let oid = u32::from_be_bytes(bytes.try_into().map_err(wrong)?);
            ScalarValue::Int64(Some(i64::from(oid)))
        }
        Type::FLOAT4 => {
            ScalarValue::Float32(Some(f32::from_be_bytes(bytes.try_into().map_err(wrong)?)))
        }
        Type::FLOAT8 => {
            ScalarValue::Float64(Some(f64::from_be_bytes(bytes.try_into().map_err(wrong)?)))
        }
        Type::DATE => {
            let days = i32::from_be_bytes(bytes.try_into().map_err(wrong)?);
            let days = days
                .checked_add(DAYS_BETWEEN)
                .ok_or_else(|| invalid(agreed))?;
            ScalarValue::Date32(Some(days))
        }
        _ => return Err(invalid(agreed)),
    })
}

fn invalid(agreed: &Type) -> PgWireError {
    error(
        "22P02",
        format_args!("a value cannot be read as {}", agreed.name()),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test tells of failure by panicking")]

    use super::*;

    #[test]
    fn text_and_binary_are_the_same_value() {
        let two = [
            (Type::INT4, "7", 7_i32.to_be_bytes().to_vec()),
            (Type::INT8, "-7", (-7_i64).to_be_bytes().to_vec()),
            (Type::FLOAT8, "1.5", 1.5_f64.to_be_bytes().to_vec()),
            (Type::BOOL, "true", vec![1]),
            (Type::TEXT, "x", b"x".to_vec()),
            (Type::DATE, "2000-01-02", 1_i32.to_be_bytes().to_vec()),
        ];
        for (agreed, text, bytes) in two {
            let of_text = read(&agreed, false, Some(text.as_bytes())).unwrap();
            assert_eq!(read(&agreed, true, Some(&bytes)).unwrap(), of_text);
        }
    }

    #[test]
    fn what_is_not_of_its_type_is_refused() {
        assert!(read(&Type::INT4, false, Some(b"seven")).is_err());
        assert!(read(&Type::INT4, true, Some(b"7")).is_err());
        assert!(read(&Type::NUMERIC, true, Some(b"7")).is_err());
        assert!(read(&Type::TEXT, false, Some(&[0xff])).is_err());
        assert!(read(&Type::INT4, false, None).unwrap().is_null());
    }
}
