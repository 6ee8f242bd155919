using BatchDashboard.Wickson;

namespace BatchDashboard.Cache;

/// <summary>Splits a job into columns and what no column holds. <see cref="JobDecoder"/> puts it together again.</summary>
public sealed class JobEncoder
{
    private static readonly (JobParts Part, JobField Field)[] Parts =
    [
        (JobParts.JobId, JobField.JobId), (JobParts.MediaId, JobField.MediaId), (JobParts.FileName, JobField.FileName),
        (JobParts.MediaType, JobField.MediaType), (JobParts.Status, JobField.Status), (JobParts.FileInfo, JobField.FileInfo),
        (JobParts.SizeBytes, JobField.SizeBytes), (JobParts.SizeMb, JobField.SizeMb), (JobParts.ProcessingInfo, JobField.ProcessingInfo),
        (JobParts.CreatedAt, JobField.CreatedAt), (JobParts.CompletedAt, JobField.CompletedAt), (JobParts.Error, JobField.Error),
        (JobParts.ErrorMessage, JobField.ErrorMessage), (JobParts.ErrorCode, JobField.ErrorCode), (JobParts.ErrorDetails, JobField.ErrorDetails),
    ];

    private JobShape _shape;
    private bool _hasRest;

    private JobEncoder()
    {
    }

    public static (JobColumns Columns, string? Extras) Encode(Field<JobResult> row) => new JobEncoder().Split(row);

    /// <summary>The shape of a job in the usual form.</summary>
    public static JobShape ShapeOf(JobParts sent, JobParts nulls)
    {
        var shape = new JobShape().With(JobField.Row, FieldState.Value);
        foreach (var (part, field) in Parts)
        {
            shape = shape.With(field, (sent & part) == JobParts.None ? FieldState.Missing
                : (nulls & part) != JobParts.None ? FieldState.Null
                : part == JobParts.ErrorDetails ? FieldState.Extra
                : FieldState.Value);
        }

        return shape;
    }

    /// <summary>What no column holds of a job in the usual form.</summary>
    /// <param name="details">The JSON of <c>error.details</c>.</param>
    public static string Extras(string details) => "{\"error\":{\"details\":" + details + "}}";

    private (JobColumns Columns, string? Extras) Split(Field<JobResult> row)
    {
        var job = Note(JobField.Row, row) ? row.Value! : new JobResult();
        if (row.Raw is not null)
        {
            return (new JobColumns { Shape = _shape }, StoredJson.Write(row));
        }

        var (jobId, jobIdRest) = Text(JobField.JobId, job.JobId);
        var (mediaId, mediaIdRest) = Text(JobField.MediaId, job.MediaId);
        var (fileName, fileNameRest) = Text(JobField.FileName, job.Filename);
        var (mediaType, mediaTypeRest) = Text(JobField.MediaType, job.MediaType);
        var (status, statusRest) = Text(JobField.Status, job.Status);
        var file = Note(JobField.FileInfo, job.FileInfo) ? job.FileInfo.Value! : new JobFileInfo();
        var fileRest = File(file);
        var processing = Note(JobField.ProcessingInfo, job.ProcessingInfo) ? job.ProcessingInfo.Value! : new JobProcessingInfo();
        var processingRest = Processing(processing);
        Note(JobField.Error, job.Error);
        var error = job.Error.Value ?? new JobError();
        var (message, messageRest) = Text(JobField.ErrorMessage, error.Message);
        var (code, codeRest) = Text(JobField.ErrorCode, error.Code, blankIsNone: true);
        var errorRest = new JobError { Message = messageRest, Code = codeRest, Details = Details(error.Details), Extra = error.Extra };

        var columns = new JobColumns
        {
            JobId = jobId,
            MediaId = mediaId,
            FileName = fileName,
            MediaType = mediaType,
            Status = status,
            SizeBytes = file.Bytes(),
            CreatedAt = StoredTime.Milliseconds(processing.CreatedAt),
            CompletedAt = StoredTime.Milliseconds(processing.CompletedAt),
            ErrorCode = code,
            ErrorMessage = message,
            Shape = _shape,
        };
        if (!_hasRest && job.Extra is null && file.Extra is null && processing.Extra is null && error.Extra is null)
        {
            return (columns, null);
        }

        var rest = new JobResult
        {
            JobId = jobIdRest,
            MediaId = mediaIdRest,
            Filename = fileNameRest,
            MediaType = mediaTypeRest,
            Status = statusRest,
            FileInfo = Rest(job.FileInfo, fileRest, new JobFileInfo()),
            ProcessingInfo = Rest(job.ProcessingInfo, processingRest, new JobProcessingInfo()),
            Error = Rest(job.Error, errorRest, new JobError()),
            Extra = job.Extra,
        };
        return (columns, rest == new JobResult() ? null : StoredJson.Write(rest));
    }

    private JobFileInfo File(JobFileInfo file)
    {
        var bytes = file.SizeBytes;
        var derived = SentSize.IsExact(bytes) && file.SizeMb is { HasValue: true, Raw: null }
            && BitConverter.DoubleToInt64Bits(file.SizeMb.Value) == BitConverter.DoubleToInt64Bits(JobFileInfo.Megabytes(bytes.Value));
        return new JobFileInfo
        {
            SizeBytes = Size(file),
            SizeMb = Keep(JobField.SizeMb, file.SizeMb, derived),
            Extra = file.Extra,
        };
    }

    private Field<long> Size(JobFileInfo file)
    {
        var isSent = file.SizeBytes.HasValue || file.SizeBytes.Raw is not null;
        if (!isSent || !file.IsApproximate())
        {
            return Keep(JobField.SizeBytes, file.SizeBytes, SentSize.IsExact(file.SizeBytes));
        }

        _shape = _shape.With(JobField.SizeBytes, FieldState.Approximate);
        _hasRest = true;
        return file.SizeBytes;
    }

    private JobProcessingInfo Processing(JobProcessingInfo processing) => new()
    {
        CreatedAt = Keep(JobField.CreatedAt, processing.CreatedAt, StoredTime.IsUsual(processing.CreatedAt)),
        CompletedAt = Keep(JobField.CompletedAt, processing.CompletedAt, StoredTime.IsUsual(processing.CompletedAt)),
        Extra = processing.Extra,
    };

    private Field<System.Text.Json.JsonElement> Details(Field<System.Text.Json.JsonElement> details) =>
        Keep(JobField.ErrorDetails, details, inColumn: false);

    /// <summary>Notes the state of a field that holds others; true when it can be looked into.</summary>
    private bool Note<T>(JobField name, Field<T> field)
    {
        var state = State(field, inColumn: true);
        _shape = _shape.With(name, state);
        _hasRest |= state == FieldState.Extra;
        return field is { HasValue: true, Raw: null };
    }

    /// <summary>Notes the state of a field and returns what the extras must hold of it.</summary>
    private Field<T> Keep<T>(JobField name, Field<T> field, bool inColumn)
    {
        var state = State(field, inColumn);
        _shape = _shape.With(name, state);
        _hasRest |= state == FieldState.Extra;
        return state == FieldState.Extra ? field : default;
    }

    private (string? Column, Field<string> Unstored) Text(JobField name, Field<string> field, bool blankIsNone = false)
    {
        if (field is { HasValue: false, Raw: { } raw })
        {
            _shape = _shape.With(name, FieldState.RawText);
            return (raw.GetRawText(), default);
        }

        var column = field.HasValue ? StoredText.Clean(field.Value) : null;
        if (blankIsNone)
        {
            column = StoredText.NullIfBlank(column);
        }

        return (column, Keep(name, field, inColumn: column == field.Value));
    }

    private static FieldState State<T>(Field<T> field, bool inColumn) => field switch
    {
        { IsPresent: false } => FieldState.Missing,
        { HasValue: false, Raw: null } => FieldState.Null,
        { Raw: not null } => FieldState.Extra,
        _ => inColumn ? FieldState.Value : FieldState.Extra,
    };

    private static Field<T> Rest<T>(Field<T> field, T rest, T nothing)
        where T : ApiObject
    {
        if (field.Raw is not null)
        {
            return field;
        }

        return rest == nothing ? default : Field<T>.Of(rest);
    }
}
