using System.Text.Json;
using BatchDashboard.Tests.Results;
using Microsoft.AspNetCore.Http;

namespace BatchDashboard.Tests.Resolution.Lineage;

/// <summary>A batch that a test lets run and end, served over HTTP.</summary>
internal sealed class NewBatch(ApiServer api, string id)
{
    private readonly Dictionary<string, string> _jobs = new(StringComparer.Ordinal);

    public string Id => id;

    public string Status { get; set; } = "running";

    /// <summary>Answers instead of the batch while it is not null.</summary>
    public int? Failure { get; set; }

    public int Requests => api.ResultsRequests(id).Count;

    /// <summary>From now on; the sandbox answers for every other batch.</summary>
    public NewBatch Serve()
    {
        var before = api.Intercept;
        api.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith($"/{id}/results", StringComparison.Ordinal))
            {
                return before is not null && await before(context);
            }

            if (Failure is { } status)
            {
                context.Response.StatusCode = status;
                return true;
            }

            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(Body());
            return true;
        };
        return this;
    }

    public void Ended(string fileName, string status) => _jobs[fileName] = status;

    private string Body() => JsonSerializer.Serialize(new
    {
        success = true,
        data = new
        {
            batch_summary = new
            {
                batch_id = id,
                batch_name = "Corrected files",
                status = Status,
                completion = new { successful = Count("succeeded"), failed = Count("failed"), total_items = _jobs.Count },
            },
            job_results = _jobs.Select((job, index) => new { job_id = $"{id}-job-{index + 1}", filename = job.Key, status = job.Value }),
            pagination = new { page = 1, page_size = 50, total_items = _jobs.Count, total_pages = 1 },
        },
    });

    private int Count(string status) => _jobs.Values.Count(value => value == status);
}
