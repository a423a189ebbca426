//! What may stand in a file of settings, read off the command line.

use clap::builder::StyledStr;
use clap::{Arg, ArgAction, CommandFactory};

use crate::cli::Cli;

/// Options that are no settings: which file to read, and what is done once.
const NOT_IN_FILES: [&str; 2] = ["config", "new"];

/// One setting.
#[derive(Debug, Clone)]
pub(crate) struct Setting {
    /// Its key, which is the long name of the option.
    pub(crate) key: String,
    /// By which the command line knows it.
    pub(super) id: String,
    /// What it is for.
    pub(super) help: String,
    /// The variable of the environment that says the same.
    pub(super) env: Option<String>,
    /// What holds where nothing is said.
    pub(super) default: Option<String>,
    /// What stands for its value in the help.
    pub(super) value: String,
    /// All values that it can have, where they are few.
    pub(super) choices: Vec<String>,
    /// Whether it is only on or off.
    pub(super) is_flag: bool,
    /// Whether all commands have it.
    pub(super) is_global: bool,
    /// Whether its value is never shown.
    pub(super) is_secret: bool,
}

impl Setting {
    fn of(arg: &Arg) -> Option<Self> {
        let key = arg.get_long()?;
        let is_flag = match arg.get_action() {
            ArgAction::Set | ArgAction::Append => false,
            ArgAction::SetTrue => true,
            _ => return None,
        };
        if NOT_IN_FILES.contains(&key) {
            return None;
        }
        let default = arg.get_default_values().first();
        let values = arg.get_possible_values();
        Some(Self {
            key: key.to_owned(),
            id: arg.get_id().to_string(),
            help: arg
                .get_long_help()
                .or(arg.get_help())
                .map(StyledStr::to_string)
                .unwrap_or_default(),
            env: arg
                .get_env()
                .map(|name| name.to_string_lossy().into_owned()),
            default: default
                .filter(|_| !is_flag)
                .map(|text| text.to_string_lossy().into_owned()),
            value: arg
                .get_value_names()
                .and_then(|names| names.first())
                .map_or_else(|| "VALUE".to_owned(), ToString::to_string),
            choices: match is_flag {
                true => Vec::new(),
                false => values
                    .iter()
                    .map(|value| value.get_name().to_owned())
                    .collect(),
            },
            is_flag,
            is_global: arg.is_global_set(),
            is_secret: arg.is_hide_env_values_set(),
        })
    }
}

/// All settings, in the order of the help of `hub serve`.
pub(crate) fn table() -> Vec<Setting> {
    let mut hub = Cli::command();
    // Options that all commands have are those of each command only from here on.
    hub.build();
    hub.find_subcommand("serve")
        .map(|serve| serve.get_arguments().filter_map(Setting::of).collect())
        .unwrap_or_default()
}
