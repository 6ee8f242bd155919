using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace BatchDashboard.Data;

/// <summary>Ready while there is room on the disk: no write has failed for want of it in the last minute, and more than a minimum is free.</summary>
internal sealed class DiskHealth(Database database, DataDirectory data, IOptions<DataOptions> options, TimeProvider time) : IHealthCheck
{
    public const string Name = "disk";

    // A small write may succeed on a disk that has no room for a larger one, so that it proves nothing.
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Sentence() is { } sentence ? HealthCheckResult.Unhealthy(sentence) : HealthCheckResult.Healthy());

    private string? Sentence()
    {
        if (database.FullDisk is { } full && time.GetUtcNow() - full.At < Remembered)
        {
            return database.Folder is null ? full.Sentence : $"{full.Sentence} It is in {Folder}.";
        }

        try
        {
            var free = new DriveInfo(database.Folder ?? data.Path).AvailableFreeSpace;
            return database.IsReadOnly || free >= options.Value.MinFreeBytes
                ? null
                : $"Only {Megabytes(free)} are free on the disk of {Folder}, less than Data:MinFreeBytes ({Megabytes(options.Value.MinFreeBytes)}). Free some space; what is stored can be read meanwhile.";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"The disk of {Folder} cannot be reached. Check that it works and that this account may read there.";
        }
    }

    // Its name is enough for whoever set it up, and the rest of the path is nobody else's business.
    private string Folder => database.Folder is { } folder && folder != data.Path
        ? $"the folder “{Path.GetFileName(folder)}” (Database:ConnectionString)"
        : $"the folder “{Path.GetFileName(data.Path)}” ({DataDirectory.Key})";

    private static string Megabytes(long bytes) => FormattableString.Invariant($"{bytes / 1e6:N0} MB");
}
