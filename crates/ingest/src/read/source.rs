//! Where the bytes of a text file are: in memory, or in a file that is read a piece at a time.

use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Mutex, PoisonError};

/// The bytes of a text file.
pub(crate) enum Source<'s> {
    /// All of them.
    Memory(Cow<'s, [u8]>),
    /// A file of this length. Its place is moved for each piece, so one is read after the other.
    File(Mutex<File>, u64),
}

// The bytes are personal, so they are not shown.
impl fmt::Debug for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({} bytes)", self.len())
    }
}

impl Source<'_> {
    /// A file as long as it is now.
    pub(crate) fn file(file: File) -> io::Result<Self> {
        let len = file.metadata()?.len();
        Ok(Self::File(Mutex::new(file), len))
    }

    pub(crate) fn len(&self) -> u64 {
        match self {
            Self::Memory(bytes) => u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            Self::File(_, len) => *len,
        }
    }

    /// The bytes from a place on, as many as there are up to `most`; through `buffer` where they must be read.
    pub(crate) fn bytes<'b>(
        &'b self,
        from: u64,
        most: usize,
        buffer: &'b mut Vec<u8>,
    ) -> io::Result<&'b [u8]> {
        match self {
            Self::Memory(bytes) => {
                let from = usize::try_from(from).unwrap_or(usize::MAX);
                let rest = bytes.get(from..).unwrap_or_default();
                Ok(rest.get(..most).unwrap_or(rest))
            }
            Self::File(file, _) => {
                buffer.clear();
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                file.seek(SeekFrom::Start(from))?;
                (&mut *file)
                    .take(u64::try_from(most).unwrap_or(u64::MAX))
                    .read_to_end(buffer)?;
                Ok(buffer)
            }
        }
    }
}
