using System.Text.Json;
using BatchDashboard.Wickson;

namespace BatchDashboard.Cache;

/// <summary>Puts a job together from its columns, and its extras when they were read.</summary>
public static class JobDecoder
{
    public static Field<JobResult> Decode(JobColumns columns, string? extras)
    {
        var shape = columns.Shape;
        switch (shape[JobField.Row])
        {
            case FieldState.Extra when extras is not null:
                return StoredJson.Read<Field<JobResult>>(extras);
            case FieldState.Value:
                break;
            default:
                return Field<JobResult>.Null;
        }

        var rest = extras is null ? null : StoredJson.Read<JobResult>(extras);
        var file = rest?.FileInfo.Value;
        var processing = rest?.ProcessingInfo.Value;
        var error = rest?.Error.Value;
        return Field<JobResult>.Of(new JobResult
        {
            JobId = Text(shape[JobField.JobId], columns.JobId, rest?.JobId),
            MediaId = Text(shape[JobField.MediaId], columns.MediaId, rest?.MediaId),
            Filename = Text(shape[JobField.FileName], columns.FileName, rest?.Filename),
            MediaType = Text(shape[JobField.MediaType], columns.MediaType, rest?.MediaType),
            Status = Text(shape[JobField.Status], columns.Status, rest?.Status),
            FileInfo = Nested(shape[JobField.FileInfo], rest?.FileInfo, () => new JobFileInfo
            {
                SizeBytes = Number(shape[JobField.SizeBytes], columns.SizeBytes, file?.SizeBytes),
                SizeMb = Number(shape[JobField.SizeMb], Megabytes(columns, shape), file?.SizeMb),
                Extra = file?.Extra,
            }),
            ProcessingInfo = Nested(shape[JobField.ProcessingInfo], rest?.ProcessingInfo, () => new JobProcessingInfo
            {
                CreatedAt = Time(shape[JobField.CreatedAt], columns.CreatedAt, processing?.CreatedAt),
                CompletedAt = Time(shape[JobField.CompletedAt], columns.CompletedAt, processing?.CompletedAt),
                Extra = processing?.Extra,
            }),
            Error = Nested(shape[JobField.Error], rest?.Error, () => new JobError
            {
                Message = Text(shape[JobField.ErrorMessage], columns.ErrorMessage, error?.Message),
                Code = Text(shape[JobField.ErrorCode], columns.ErrorCode, error?.Code),
                Details = Details(shape[JobField.ErrorDetails], error?.Details),
                Extra = error?.Extra,
            }),
            Extra = rest?.Extra,
        });
    }

    private static double? Megabytes(JobColumns columns, JobShape shape) =>
        columns.SizeBytes is { } bytes && shape[JobField.SizeMb] == FieldState.Value ? JobFileInfo.Megabytes(bytes) : null;

    private static Field<string> Text(FieldState state, string? column, Field<string>? rest) => state switch
    {
        FieldState.Missing => default,
        FieldState.Null => Field<string>.Null,
        FieldState.RawText => Field<string>.Unreadable(SoundJson.Parse(column ?? "null")),
        FieldState.Extra when rest is { IsPresent: true } field => field,
        _ => column is null ? Field<string>.Null : Field<string>.Of(column),
    };

    private static Field<T> Number<T>(FieldState state, T? column, Field<T>? rest)
        where T : struct => state switch
        {
            FieldState.Missing => default,
            FieldState.Null => Field<T>.Null,
            FieldState.Extra or FieldState.Approximate when rest is { IsPresent: true } field => field,
            _ => column is { } value ? Field<T>.Of(value) : Field<T>.Null,
        };

    private static Field<DateTimeOffset> Time(FieldState state, long? column, Field<DateTimeOffset>? rest) =>
        state == FieldState.Value && column is { } milliseconds
            ? StoredTime.Usual(milliseconds)
            : Number(state, StoredTime.At(column), rest);

    /// <summary>Only single reads bring details; in lists they are as if they had not been sent.</summary>
    private static Field<JsonElement> Details(FieldState state, Field<JsonElement>? rest) =>
        state == FieldState.Null ? Field<JsonElement>.Null : rest ?? default;

    private static Field<T> Nested<T>(FieldState state, Field<T>? rest, Func<T> read) => state switch
    {
        FieldState.Missing => default,
        FieldState.Value => Field<T>.Of(read()),
        FieldState.Extra when rest is { IsPresent: true } field => field,
        _ => Field<T>.Null,
    };
}
