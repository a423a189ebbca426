//! How a text file is written: the sign between its values, and its letters.

use super::{
    Setting,
    expected::Expected,
    table::{Encoding, Table},
};
use crate::chance::Chance;

/// Another sign than a comma between the values.
pub(super) fn separator(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    let separators = [(';', 0.6), ('\t', 0.3), ('|', 0.1)];
    table.look.separator = chance.pick(&separators).copied().unwrap_or(';');
    table.expected.push(Expected::of_file("separator", 1));
}

/// A first line that tells Excel of the separator and that Excel does not show.
pub(super) fn declared_separator(table: &mut Table, _: &mut Chance, _: &Setting<'_>) {
    table.look.declares_separator = true;
    if table.look.separator == ',' {
        table.look.separator = ';';
        table.expected.push(Expected::of_file("separator", 1));
    }
}

/// A byte-order mark, which is no part of the first heading.
pub(super) fn byte_order_mark(table: &mut Table, _: &mut Chance, _: &Setting<'_>) {
    if table.look.encoding == Encoding::Utf8 {
        table.look.encoding = Encoding::Utf8WithMark;
    }
}

/// What Excel calls "Unicode Text": two bytes for each letter, and tabs.
pub(super) fn unicode_text(table: &mut Table, _: &mut Chance, _: &Setting<'_>) {
    if table.look.encoding != Encoding::Utf8 || table.look.separator != ',' {
        return;
    }
    table.look.encoding = Encoding::Utf16;
    table.look.separator = '\t';
    table.expected.push(Expected::of_file("separator", 1));
}
