using BatchDashboard.Wickson;

namespace BatchDashboard.Data;

/// <summary>A job and its place.</summary>
/// <param name="Ordinal">0-based place in the API's order.</param>
/// <param name="Job">In lists without <see cref="Job.Raw"/>, which single reads and streams bring.</param>
/// <param name="IsRepeat">Another job before it has the same job id.</param>
public sealed record StoredJob(long Ordinal, Job Job, bool IsRepeat = false)
{
    /// <summary>The job failed, or has an error code.</summary>
    public bool IsError => JobGroup.IsErrorOf(Job.Status, Job.ErrorCode);
}
