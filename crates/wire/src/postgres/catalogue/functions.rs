//! Functions that tools call to find out whom they talk to.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::datatypes::DataType;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::FunctionRegistry;
use datafusion::execution::context::SessionState;
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, TypeSignature,
    Volatility,
};
use datafusion::prelude::SessionContext;
use datafusion::scalar::ScalarValue;

use super::super::settings::SERVER_VERSION;
use super::{NAME, Who};

/// The engine's own functions that are left. Those that can make a long text or list of a short one are not: they would be
/// worked out before any bound of time or memory holds.
const LEFT: [&str; 36] = [
    "abs",
    "array_element",
    "array_has",
    "array_length",
    "array_position",
    "array_to_string",
    "arrow_cast",
    "arrow_typeof",
    "btrim",
    "cardinality",
    "ceil",
    "character_length",
    "coalesce",
    "date_part",
    "ends_with",
    "floor",
    "get_field",
    "greatest",
    "left",
    "least",
    "lower",
    "ltrim",
    "make_array",
    "named_struct",
    "now",
    "nullif",
    "nvl",
    "regexp_like",
    "right",
    "round",
    "rtrim",
    "split_part",
    "starts_with",
    "string_to_array",
    "substr",
    "upper",
];

/// Functions of PostgreSQL about objects that have none of what is asked for.
const SILENT: [&str; 8] = [
    "col_description",
    "obj_description",
    "shobj_description",
    "pg_get_indexdef",
    "pg_get_viewdef",
    "pg_get_serial_sequence",
    "pg_get_function_identity_arguments",
    "inet_server_addr",
];

/// Takes away all but a few of the engine's functions.
pub(super) fn prune(context: &SessionContext) {
    let state = context.state();
    for (name, function) in state.scalar_functions() {
        let is_left = LEFT.contains(&function.name())
            || function
                .aliases()
                .iter()
                .any(|alias| LEFT.contains(&alias.as_str()));
        if !is_left {
            context.deregister_udf(name);
        }
    }
}

/// Adds those that are the same for everybody.
pub(super) fn add(context: &SessionContext) {
    let version = format!("PostgreSQL {SERVER_VERSION} (Social Prescribing Data Hub, read-only)");
    let schema = ScalarValue::from(NAME);
    let schemas = ScalarValue::new_list_nullable(std::slice::from_ref(&schema), &DataType::Utf8);
    context.register_udf(says("version", ScalarValue::from(version)));
    context.register_udf(says("current_schema", schema));
    context.register_udf(says("current_schemas", ScalarValue::List(schemas)));
    context.register_udf(says("pg_is_in_recovery", ScalarValue::Boolean(Some(false))));
    // Types beyond those that everybody knows, which drivers look for, are not here.
    for name in ["to_regtype", "to_regclass"] {
        context.register_udf(says(name, ScalarValue::Int32(None)));
    }
    for name in SILENT {
        context.register_udf(says(name, ScalarValue::Utf8(None)));
    }
    context.register_udf(ScalarUDF::new_from_impl(Replace::new()));
}

/// Adds those that tell of the session.
pub(super) fn know(state: &mut SessionState, who: &Who) -> Result<()> {
    for name in ["session_user", "current_user", "current_role"] {
        state.register_udf(Arc::new(says(name, ScalarValue::from(who.name.clone()))))?;
    }
    let setting = Setting {
        settings: who.settings.clone(),
        signature: any(),
    };
    state.register_udf(Arc::new(ScalarUDF::new_from_impl(setting)))?;
    Ok(())
}

fn any() -> Signature {
    let signatures = vec![TypeSignature::Nullary, TypeSignature::VariadicAny];
    Signature::one_of(signatures, Volatility::Stable)
}

fn says(name: &'static str, value: ScalarValue) -> ScalarUDF {
    ScalarUDF::new_from_impl(Says {
        name,
        value,
        signature: any(),
    })
}

/// Says the same whatever it is asked with.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Says {
    name: &'static str,
    value: ScalarValue,
    signature: Signature,
}

impl ScalarUDFImpl for Says {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arg_types: &[DataType]) -> Result<DataType> {
        Ok(self.value.data_type())
    }

    fn invoke_with_args(&self, _args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        Ok(ColumnarValue::Scalar(self.value.clone()))
    }
}

/// `current_setting`: the value of a setting, or nothing.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Setting {
    settings: BTreeMap<String, String>,
    signature: Signature,
}

impl ScalarUDFImpl for Setting {
    fn name(&self) -> &str {
        "current_setting"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arg_types: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let name = match args.args.first() {
            Some(ColumnarValue::Scalar(name)) => name.try_as_str().flatten(),
            _ => None,
        };
        let value = name.and_then(|name| self.settings.get(&name.to_lowercase()));
        Ok(ColumnarValue::Scalar(ScalarValue::Utf8(value.cloned())))
    }
}

/// `replace`, of one short text: drivers ask whether a schema has a name made of another's.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Replace(Signature);

/// Longest texts that are put in the place of others, and that come of it.
const REPLACED_BYTES_MAX: usize = 500;

impl Replace {
    fn new() -> Self {
        Self(Signature::string(3, Volatility::Immutable))
    }
}

impl ScalarUDFImpl for Replace {
    fn name(&self) -> &str {
        "replace"
    }

    fn signature(&self) -> &Signature {
        &self.0
    }

    fn return_type(&self, _arg_types: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let values: Vec<Option<&str>> = args
            .args
            .iter()
            .map(|value| match value {
                ColumnarValue::Scalar(value) => Ok(value.try_as_str().flatten()),
                ColumnarValue::Array(_) => Err(DataFusionError::Plan(
                    "replace takes texts of its own here, and no columns".to_owned(),
                )),
            })
            .collect::<Result<_>>()?;
        let replaced = match values.as_slice() {
            [Some(text), Some(from), Some(to)] => {
                let grown = (text.len() + 1).saturating_mul(to.len() + 1);
                if grown > REPLACED_BYTES_MAX {
                    return Err(DataFusionError::Plan(
                        "replace takes short texts only".to_owned(),
                    ));
                }
                Some(text.replace(from, to))
            }
            _ => None,
        };
        Ok(ColumnarValue::Scalar(ScalarValue::Utf8(replaced)))
    }
}
