//! What the hub tells clients of itself and of its types.

use arrow_flight::error::Result;
use arrow_flight::sql::metadata::{
    SqlInfoData, SqlInfoDataBuilder, XdbcTypeInfo, XdbcTypeInfoData, XdbcTypeInfoDataBuilder,
};
use arrow_flight::sql::{
    Nullable, Searchable, SqlInfo, SqlNullOrdering, SqlSupportedCaseSensitivity,
    SqlSupportedTransaction, XdbcDataType, XdbcDatetimeSubcode,
};

/// The version of Arrow's format and libraries.
const ARROW_VERSION: &str = "59";

/// What it can do.
///
/// # Errors
/// When Arrow cannot hold it.
pub(super) fn sql_info() -> Result<SqlInfoData> {
    let mut told = SqlInfoDataBuilder::new();
    told.append(SqlInfo::FlightSqlServerName, "Social Prescribing Data Hub");
    told.append(SqlInfo::FlightSqlServerVersion, env!("CARGO_PKG_VERSION"));
    told.append(SqlInfo::FlightSqlServerArrowVersion, ARROW_VERSION);
    told.append(SqlInfo::FlightSqlServerReadOnly, true);
    told.append(SqlInfo::FlightSqlServerSql, true);
    told.append(SqlInfo::FlightSqlServerSubstrait, false);
    told.append(
        SqlInfo::FlightSqlServerTransaction,
        i32::from(SqlSupportedTransaction::None),
    );
    // A client that goes away ends its query; there is no call that does.
    told.append(SqlInfo::FlightSqlServerCancel, false);
    told.append(SqlInfo::FlightSqlServerBulkIngestion, false);
    told.append(SqlInfo::FlightSqlServerIngestTransactionsSupported, false);
    // Handles hold what they stand for, and last.
    told.append(SqlInfo::FlightSqlServerStatementTimeout, 0_i32);
    told.append(SqlInfo::FlightSqlServerTransactionTimeout, 0_i32);
    for never in [
        SqlInfo::SqlDdlCatalog,
        SqlInfo::SqlDdlSchema,
        SqlInfo::SqlDdlTable,
        SqlInfo::SqlTransactionsSupported,
        SqlInfo::SqlBatchUpdatesSupported,
        SqlInfo::SqlSavepointsSupported,
        SqlInfo::SqlStoredProceduresSupported,
        SqlInfo::SqlSelectForUpdateSupported,
        SqlInfo::SqlNamedParametersSupported,
    ] {
        told.append(never, false);
    }
    told.append(
        SqlInfo::SqlIdentifierCase,
        i32::from(SqlSupportedCaseSensitivity::SqlCaseSensitivityLowercase),
    );
    told.append(SqlInfo::SqlIdentifierQuoteChar, "\"");
    told.append(
        SqlInfo::SqlQuotedIdentifierCase,
        i32::from(SqlSupportedCaseSensitivity::SqlCaseSensitivityCaseInsensitive),
    );
    told.append(SqlInfo::SqlAllTablesAreSelectable, true);
    told.append(
        SqlInfo::SqlNullOrdering,
        i32::from(SqlNullOrdering::SqlNullsSortedHigh),
    );
    told.append(SqlInfo::SqlSearchStringEscape, "\\");
    told.append(SqlInfo::SqlSupportsColumnAliasing, true);
    told.append(SqlInfo::SqlNullPlusNullIsNull, true);
    told.append(SqlInfo::SqlSupportsTableCorrelationNames, true);
    told.append(SqlInfo::SqlSupportsExpressionsInOrderBy, true);
    told.append(SqlInfo::SqlSchemaTerm, "schema");
    told.append(SqlInfo::SqlCatalogTerm, "catalog");
    told.append(SqlInfo::SqlCatalogAtStart, true);
    told.build()
}

/// The types that its columns have.
///
/// # Errors
/// When Arrow cannot hold them.
pub(super) fn types() -> Result<XdbcTypeInfoData> {
    let number = |name: &str, data_type: XdbcDataType, digits: i32| XdbcTypeInfo {
        column_size: Some(digits),
        unsigned_attribute: Some(false),
        num_prec_radix: Some(10),
        ..plain(name, data_type)
    };
    let quoted = |name: &str, data_type: XdbcDataType, chars: Option<i32>| XdbcTypeInfo {
        column_size: chars,
        literal_prefix: Some("'".to_owned()),
        literal_suffix: Some("'".to_owned()),
        ..plain(name, data_type)
    };
    let mut told = XdbcTypeInfoDataBuilder::new();
    told.append(plain("BOOLEAN", XdbcDataType::XdbcBit));
    told.append(number("INTEGER", XdbcDataType::XdbcInteger, 10));
    told.append(number("BIGINT", XdbcDataType::XdbcBigint, 19));
    told.append(number("DOUBLE", XdbcDataType::XdbcDouble, 15));
    told.append(XdbcTypeInfo {
        case_sensitive: true,
        ..quoted("VARCHAR", XdbcDataType::XdbcVarchar, None)
    });
    told.append(quoted("DATE", XdbcDataType::XdbcDate, Some(10)));
    told.append(XdbcTypeInfo {
        sql_data_type: XdbcDataType::XdbcDatetime,
        datetime_subcode: Some(XdbcDatetimeSubcode::XdbcSubcodeTimestamp),
        ..quoted("TIMESTAMP", XdbcDataType::XdbcTimestamp, Some(26))
    });
    told.build()
}

fn plain(name: &str, data_type: XdbcDataType) -> XdbcTypeInfo {
    XdbcTypeInfo {
        type_name: name.to_owned(),
        data_type,
        nullable: Nullable::NullabilityNullable,
        searchable: Searchable::Full,
        local_type_name: Some(name.to_owned()),
        sql_data_type: data_type,
        ..XdbcTypeInfo::default()
    }
}
