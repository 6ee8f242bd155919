namespace BatchDashboard.Sandbox;

/// <summary>What a batch's statistics count, over the jobs that were processed so far.</summary>
/// <param name="jobAt">The whole of a job, for the few that are named.</param>
internal sealed class BatchTotals(Func<int, SandboxJob> jobAt)
{
    /// <summary>The API names some of the files and media items behind a number, never all.</summary>
    private const int SampleLength = 5;

    private readonly Dictionary<string, TypeTotal> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ErrorTotal> _errors = new(StringComparer.Ordinal);

    public int Rows { get; private set; }
    public int Failed { get; private set; }
    public int Successful => Rows - Failed;
    public long Bytes { get; private set; }

    /// <summary>In the order in which the API's own example has them: most frequent first.</summary>
    public IEnumerable<KeyValuePair<string, TypeTotal>> Types => _types.OrderByDescending(type => type.Value.Processed);

    public IEnumerable<KeyValuePair<string, ErrorTotal>> Errors => _errors.OrderByDescending(error => error.Value.Count);

    public int Created(string? mediaType) =>
        mediaType is null ? Successful : _types.TryGetValue(mediaType, out var type) ? type.Created : 0;

    public void Add(int index, JobShape shape, long bytes)
    {
        var (mediaType, errorCode) = shape;
        Rows++;
        Bytes += bytes;
        if (!_types.TryGetValue(mediaType, out var type))
        {
            _types[mediaType] = type = new TypeTotal();
        }

        type.Processed++;
        if (errorCode is null)
        {
            type.Created++;
            if (type.MediaIds.Count < SampleLength && jobAt(index).MediaId is { } mediaId)
            {
                type.MediaIds.Add(mediaId);
            }

            return;
        }

        Failed++;
        if (!_errors.TryGetValue(errorCode, out var error))
        {
            _errors[errorCode] = error = new ErrorTotal();
        }

        error.Count++;
        if (error.Files.Count < SampleLength && jobAt(index).FileName is { } fileName)
        {
            error.Files.Add(fileName);
        }
    }

    internal sealed class TypeTotal
    {
        public int Processed { get; set; }
        public int Created { get; set; }
        public List<string> MediaIds { get; } = [];
    }

    internal sealed class ErrorTotal
    {
        public int Count { get; set; }
        public List<string> Files { get; } = [];
    }
}
