namespace BatchDashboard.Cache;

/// <summary>Numbers the groups of a snapshot while its rows are written, and keeps their counts.</summary>
internal sealed class GroupWriter
{
    private readonly CacheReader _reader;
    private readonly long _snapshot;
    private readonly Dictionary<(string? Status, string? MediaType, string? ErrorCode), int> _numbers = [];
    private readonly List<long> _changes = [];
    private int _stored;

    public GroupWriter(CacheReader reader, long snapshot, JobGroups groups)
    {
        _reader = reader;
        _snapshot = snapshot;
        foreach (var group in groups.All)
        {
            _numbers.Add(group.Sent, group.Number);
            _changes.Add(0);
        }

        _stored = _changes.Count;
    }

    /// <summary>The number of the job's group, which has one job more now.</summary>
    public int Add(string? status, string? mediaType, string? errorCode)
    {
        var key = (status, mediaType, errorCode);
        if (!_numbers.TryGetValue(key, out var number))
        {
            number = _changes.Count;
            _numbers.Add(key, number);
            _changes.Add(0);
        }

        _changes[number]++;
        return number;
    }

    public void Remove(int number, long jobs) => _changes[number] -= jobs;

    /// <summary>Stores the new groups and the new counts.</summary>
    public void Save()
    {
        foreach (var (group, number) in _numbers)
        {
            if (number >= _stored)
            {
                _reader.Prepare("INSERT INTO job_groups (snapshot_key, number, status, media_type, error_code, jobs) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
                    .Bind(1, _snapshot).Bind(2, number).Bind(3, group.Status).Bind(4, group.MediaType).Bind(5, group.ErrorCode).Bind(6, _changes[number])
                    .Run();
            }
            else if (_changes[number] != 0)
            {
                _reader.Prepare("UPDATE job_groups SET jobs = jobs + ?3 WHERE snapshot_key = ?1 AND number = ?2")
                    .Bind(1, _snapshot).Bind(2, number).Bind(3, _changes[number])
                    .Run();
            }

            _changes[number] = 0;
        }

        _stored = _changes.Count;
    }
}
