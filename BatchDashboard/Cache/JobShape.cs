namespace BatchDashboard.Cache;

/// <summary>How one field of a job was sent, and where its value is.</summary>
public enum FieldState
{
    Missing = 0,
    Null = 1,
    /// <summary>In its column, or computed from columns, exactly.</summary>
    Value = 2,
    /// <summary>In the extras; the column has what could be read of it.</summary>
    Extra = 3,
    /// <summary>The column holds the JSON of something that is no text.</summary>
    RawText = 4,
    /// <summary>In the extras, and cannot be true; the column has what another field says about it.</summary>
    Approximate = 5,
}

/// <summary>The fields of a job that have a state. The numbers are stored: never change one.</summary>
public enum JobField
{
    Row = 0,
    JobId = 1,
    MediaId = 2,
    FileName = 3,
    MediaType = 4,
    Status = 5,
    FileInfo = 6,
    SizeBytes = 7,
    SizeMb = 8,
    ProcessingInfo = 9,
    CreatedAt = 10,
    CompletedAt = 11,
    Error = 12,
    ErrorMessage = 13,
    ErrorCode = 14,
    ErrorDetails = 15,
}

/// <summary>The states of all fields of a job, three bits each, so that null and missing stay apart at the cost of six bytes.</summary>
public readonly record struct JobShape(long Bits)
{
    private const int Width = 3;

    public FieldState this[JobField field] => (FieldState)((Bits >> (Width * (int)field)) & 7);

    public JobShape With(JobField field, FieldState state) => new(Bits | ((long)state << (Width * (int)field)));
}
