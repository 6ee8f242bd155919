using BatchDashboard.Queries;

namespace BatchDashboard.Data;

/// <summary>A file on both sides, or on one.</summary>
public sealed record ComparedFile(StoredJob? Left, StoredJob? Right);

/// <summary>Some files of one list, how many of it match the search, and how many files each list has in all.</summary>
public sealed record ComparedFiles(IReadOnlyList<ComparedFile> Files, long Total, FileCounts Counts);
