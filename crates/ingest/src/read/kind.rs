//! What kind of file it is, told by its content.

use super::compound::Compound;
use crate::checked::FileKind;

/// The start of every file of Microsoft's older container, also used for workbooks with a password.
const OLE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// What was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Recognised {
    /// A kind that has a name.
    Kind(FileKind),
    /// A zip container: what it holds decides.
    Zip,
    /// Not text and not anything else that we know.
    Unknown,
}

/// Tells the kind of file from its bytes. Text that is nothing else is [`FileKind::Csv`].
pub(crate) fn recognise(bytes: &[u8]) -> Recognised {
    use Recognised::Kind;
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Recognised::Zip;
    }
    if bytes.starts_with(OLE) {
        return Kind(ole(bytes));
    }
    if let Some(kind) = by_start(bytes) {
        return Kind(kind);
    }
    if looks_like_utf16(bytes) {
        return Kind(FileKind::Csv);
    }
    let head = bytes.get(..8_192).unwrap_or(bytes);
    if head.contains(&0) {
        return Recognised::Unknown;
    }
    Kind(markup(head).unwrap_or(FileKind::Csv))
}

fn by_start(bytes: &[u8]) -> Option<FileKind> {
    const STARTS: &[(&[u8], FileKind)] = &[
        (b"%PDF-", FileKind::Pdf),
        (b"\x89PNG\r\n", FileKind::Picture),
        (b"\xff\xd8\xff", FileKind::Picture),
        (b"GIF8", FileKind::Picture),
        (b"II*\0", FileKind::Picture),
        (b"MM\0*", FileKind::Picture),
        (b"{\\rtf", FileKind::Document),
        (b"Rar!\x1a", FileKind::Archive),
        (b"7z\xbc\xaf\x27\x1c", FileKind::Archive),
        (b"\x1f\x8b", FileKind::Archive),
    ];
    if let Some((_, kind)) = STARTS.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Some(*kind);
    }
    match (bytes.get(..4), bytes.get(4..8), bytes.get(8..12)) {
        (Some(b"RIFF"), _, Some(b"WEBP")) => Some(FileKind::Picture),
        (_, Some(b"ftyp"), Some(b"heic" | b"heix" | b"mif1" | b"avif")) => Some(FileKind::Picture),
        (Some([b'B', b'M', ..]), _, _) if bytes.get(6..10) == Some(&[0; 4]) => {
            Some(FileKind::Picture)
        }
        _ => None,
    }
}

/// Which program wrote a file of the older container. Its outermost streams tell: a document may hold a workbook within
/// it, and a workbook a document. Where they cannot be read, the names of streams are looked for anywhere (UTF-16).
fn ole(bytes: &[u8]) -> FileKind {
    let compound = Compound::open(bytes).ok();
    let has = |name: &str| match &compound {
        Some(compound) => compound.has(name),
        None => {
            let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            contains(bytes, &wide)
        }
    };
    if has("EncryptedPackage") {
        FileKind::Encrypted
    } else if compound.is_some() && (has("Workbook") || has("Book")) {
        FileKind::Xls
    } else if has("PowerPoint Document") {
        FileKind::Presentation
    } else if compound.is_some() || has("WordDocument") {
        // A letter, a message, a plan: no rows and columns in any of them.
        FileKind::Document
    } else {
        FileKind::Xls
    }
}

/// Web pages and XML that are sent in place of a spreadsheet.
fn markup(head: &[u8]) -> Option<FileKind> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let head = head.trim_ascii_start().to_ascii_lowercase();
    if head.starts_with(b"mime-version:") {
        return Some(FileKind::WebPage);
    }
    if !head.starts_with(b"<") {
        return None;
    }
    if contains(&head, b"urn:schemas-microsoft-com:office:spreadsheet") {
        Some(FileKind::XmlSpreadsheet)
    } else {
        let page = [
            &b"<html"[..],
            b"<table",
            b"<!doctype",
            b"<body",
            b"<head",
            b"<meta",
            b"<div",
            b"<?xml",
        ];
        page.iter()
            .any(|tag| contains(&head, tag))
            .then_some(FileKind::WebPage)
    }
}

/// What a zip container is, from the names of its parts.
pub(super) fn zip<'a>(names: impl Iterator<Item = &'a str> + Clone) -> FileKind {
    let mut kind = FileKind::Archive;
    for name in names.clone() {
        let lower = name.to_ascii_lowercase();
        match lower.as_str() {
            "xl/workbook.bin" => return FileKind::Xlsb,
            "xl/workbook.xml" => return FileKind::Xlsx,
            "encryptedpackage" | "encrypted-package" => return FileKind::Encrypted,
            "content.xml" => kind = FileKind::Ods,
            _ if lower.starts_with("xl/") => kind = FileKind::Xlsx,
            _ if lower.starts_with("word/") => kind = FileKind::Document,
            _ if lower.starts_with("ppt/") => kind = FileKind::Presentation,
            _ => {}
        }
    }
    if kind == FileKind::Archive && are_texts(names) {
        return FileKind::CsvZip;
    }
    kind
}

/// Whether there are text files in one folder and nothing else.
fn are_texts<'a>(names: impl Iterator<Item = &'a str>) -> bool {
    let mut folder = None;
    for name in names.filter(|name| is_sent(name)) {
        let (its_folder, file) = name.rsplit_once(FOLDER_ENDS).unwrap_or(("", name));
        let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
        let is_text = ["csv", "tsv", "txt"]
            .into_iter()
            .any(|text| ending.eq_ignore_ascii_case(text));
        if !is_text || *folder.get_or_insert(its_folder) != its_folder {
            return false;
        }
    }
    folder.is_some()
}

/// What ends the name of a folder; old programs for Windows write the second.
pub(super) const FOLDER_ENDS: [char; 2] = ['/', '\\'];

/// Whether a part of an archive is a file that somebody put in it, and not a folder or what a Mac or Windows adds.
pub(super) fn is_sent(name: &str) -> bool {
    let added = ["__MACOSX", "Thumbs.db", "desktop.ini", "Icon\r"];
    let is_added = |piece: &str| {
        piece.starts_with('.') || added.iter().any(|name| name.eq_ignore_ascii_case(piece))
    };
    !name.ends_with(FOLDER_ENDS) && !name.split(FOLDER_ENDS).any(is_added)
}

/// Whether a part of a workbook holds macros.
pub(super) fn is_macro(name: &str) -> bool {
    let is_basic = || {
        // The lists of modules are there even where no module is.
        let is_list = name.ends_with("script-lb.xml") || name.ends_with("script-lc.xml");
        name.starts_with("Basic/") && name.ends_with(".xml") && !is_list
    };
    let is_script = || name.starts_with("Scripts/") && !name.ends_with('/');
    let is_sheet = || name.starts_with("xl/macrosheets/");
    name.ends_with("vbaProject.bin") || is_basic() || is_script() || is_sheet()
}

/// What an OpenDocument file is, from what it says itself.
pub(super) fn open_document(said: &[u8]) -> FileKind {
    let says = |kind: &str| contains(said, format!("opendocument.{kind}").as_bytes());
    if says("text") {
        FileKind::Document
    } else if says("presentation") {
        FileKind::Presentation
    } else if says("graphics") || says("image") {
        FileKind::Picture
    } else if says("spreadsheet") {
        FileKind::Ods
    } else {
        FileKind::Document
    }
}

/// Text in two bytes a character, with or without its mark: plain English has a zero in every other byte.
pub(crate) fn looks_like_utf16(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") || utf16_order(bytes).is_some()
}

/// For text without a mark: `Some(true)` when the low byte comes first.
pub(crate) fn utf16_order(bytes: &[u8]) -> Option<bool> {
    let head = bytes.get(..512).unwrap_or(bytes);
    let pairs = head.len() / 2;
    if pairs < 8 {
        return None;
    }
    let zeros = |offset: usize| {
        head.iter()
            .skip(offset)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    if odd * 10 > pairs * 8 && even == 0 {
        Some(true)
    } else if even * 10 > pairs * 8 && odd == 0 {
        Some(false)
    } else {
        None
    }
}

/// Whether `needle` is somewhere in `hay`.
pub(crate) fn contains(hay: &[u8], needle: &[u8]) -> bool {
    find(hay, needle).is_some()
}

/// Where `needle` first is in `hay`.
pub(crate) fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    let (first, _) = needle.split_first()?;
    let mut from = 0;
    loop {
        let rest = hay.get(from..)?;
        let at = from + rest.iter().position(|byte| byte == first)?;
        if hay.get(at..)?.starts_with(needle) {
            return Some(at);
        }
        from = at + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(names: &[&str]) -> FileKind {
        zip(names.iter().copied())
    }

    #[test]
    fn text_files_in_one_folder_are_read_and_nothing_beside_them() {
        for names in [
            &["a.csv"][..],
            &["a.csv", "b.TSV", "notes.txt"],
            &["October/", "October/a.csv", "October/b.csv"],
            &["a.csv", "__MACOSX/", "__MACOSX/._a.csv", ".DS_Store"],
            &["October/a.csv", "October/.DS_Store"],
        ] {
            assert_eq!(kind(names), FileKind::CsvZip, "{names:?}");
        }
        for names in [
            &[][..],
            &["October/"],
            &["a.csv", "b.pdf"],
            &["a.csv", "b.zip"],
            &["a/a.csv", "b/a.csv"],
            &["a.csv", "b/b.csv"],
            &["csv"],
            &[".csv"],
        ] {
            assert_eq!(kind(names), FileKind::Archive, "{names:?}");
        }
    }

    #[test]
    fn macros_are_seen_and_lists_of_none_are_not() {
        let with = [
            "xl/vbaProject.bin",
            "Basic/Standard/Module1.xml",
            "Scripts/python/a.py",
        ];
        assert!(with.into_iter().all(is_macro));
        let without = [
            "Basic/script-lc.xml",
            "Basic/Standard/script-lb.xml",
            "Scripts/",
            "xl/a.bin",
        ];
        assert!(!without.into_iter().any(is_macro));
    }
}
