//! Where a store lies: a folder of this machine, or a bucket of an S3 server.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use object_store::path::Path;
use url::Url;

/// Longest name of a bucket that any server takes.
const BUCKET_MAX: usize = 255;

/// Where a store lies.
///
/// Written as an address: `file:///var/lib/hub/objects`, a bare path, or `s3://bucket/prefix`. Where the server is and
/// who may use it is never part of the address; see [`S3Settings`](crate::S3Settings).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A folder of this machine.
    Folder(PathBuf),
    /// Part of a bucket, or all of it.
    S3(Bucket),
}

/// A bucket and the part of it that is the store's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    /// Name of the bucket.
    pub name: String,
    /// What all names of objects begin with; the root for the whole bucket.
    pub prefix: Path,
}

/// An address that names no place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlaceError {
    /// Nothing was said.
    #[error("the address of the store is empty")]
    Empty,
    /// Neither a folder nor S3.
    #[error("a store lies at file:///folder or s3://bucket/prefix, not at {scheme}://")]
    UnknownScheme {
        /// What stands before `://`.
        scheme: String,
    },
    /// It cannot be read as an address.
    #[error("the address of the store cannot be read: write file:///folder or s3://bucket/prefix")]
    Unreadable,
    /// A folder of another machine, or one that is not written from the root on.
    #[error("write the folder in full, with three slashes: file:///folder")]
    NotThisMachine,
    /// No bucket, or a name that no bucket has.
    #[error(
        "write the name of the bucket after s3://, in letters, digits, dots, hyphens and underscores"
    )]
    NoBucket,
    /// Secrets, a port or options, which the environment says.
    #[error(
        "the address of an S3 store has a bucket and a prefix only: endpoint, region and credentials come from the \
         environment (AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)"
    )]
    TooMuch,
}

impl FromStr for Place {
    type Err = PlaceError;

    fn from_str(text: &str) -> Result<Self, PlaceError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(PlaceError::Empty);
        }
        let Some((scheme, _)) = text.split_once("://") else {
            return Ok(Self::Folder(PathBuf::from(text)));
        };
        let url = || Url::parse(text).map_err(|_| PlaceError::Unreadable);
        match scheme.to_ascii_lowercase().as_str() {
            "file" => url()?
                .to_file_path()
                .map(Self::Folder)
                .map_err(|()| PlaceError::NotThisMachine),
            "s3" => bucket(&url()?).map(Self::S3),
            _ => Err(PlaceError::UnknownScheme {
                scheme: scheme.to_owned(),
            }),
        }
    }
}

fn bucket(url: &Url) -> Result<Bucket, PlaceError> {
    let is_more = !url.username().is_empty()
        || url.password().is_some()
        || url.port().is_some()
        || url.query().is_some()
        || url.fragment().is_some();
    if is_more {
        return Err(PlaceError::TooMuch);
    }
    let name = url.host_str().unwrap_or_default();
    let is_fit = |letter: u8| letter.is_ascii_alphanumeric() || b".-_".contains(&letter);
    if name.is_empty() || name.len() > BUCKET_MAX || !name.bytes().all(is_fit) {
        return Err(PlaceError::NoBucket);
    }
    Ok(Bucket {
        name: name.to_owned(),
        prefix: Path::from_url_path(url.path()).map_err(|_| PlaceError::Unreadable)?,
    })
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => folder.display().fmt(f),
            Self::S3(Bucket { name, prefix }) => write!(f, "s3://{name}/{prefix}"),
        }
    }
}
