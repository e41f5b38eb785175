//! The files of a workspace that are not read.

/// The files of a workspace that were left unread on purpose. Only files that would belong otherwise are counted.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct LeftUnread {
    /// The files that the manifest excludes. All paths are from the root, in byte order.
    pub excluded: Vec<String>,
    /// The files that git ignores and does not track.
    pub ignored: Vec<String>,
    /// The files that git tracks and a sparse checkout leaves out: they are not on disk.
    pub not_checked_out: Vec<String>,
    /// Whether more files may be excluded or ignored, since not all folders were looked into.
    pub may_be_more: bool,
    /// The files whose names show that they were probably meant to be read.
    pub meant: Vec<String>,
}
