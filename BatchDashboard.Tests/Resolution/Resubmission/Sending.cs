using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using BatchDashboard.Lineage;
using BatchDashboard.Resolution;
using BatchDashboard.Resolution.Resubmission;
using BatchDashboard.Sandbox;
using BatchDashboard.Tests.Startup;
using BatchDashboard.Wickson;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Resolution.Resubmission;

/// <summary>The app over its sandbox, and a browser's part in sending: the requests that its script makes.</summary>
internal sealed class Sending(RunningApp app) : IAsyncDisposable
{
    public const string Source = "batch-abc123";

    public RunningApp App { get; } = app;

    public ResubmissionService Service => App.Services.GetRequiredService<ResubmissionService>();

    public FailedFiles Failed => App.Services.GetRequiredService<FailedFiles>();

    public SandboxFaults Faults => App.Services.GetRequiredService<SandboxFaults>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<Sending> StartAsync(params string[] settings)
    {
        var sending = new Sending(await RunningApp.StartAsync(Cancellation, arguments: settings));
        sending.App.Services.GetService<SandboxUploads>()?.Pace = TimeSpan.Zero;
        return sending;
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    /// <summary>A resubmission of so many batches with one file each, since all have one name.</summary>
    public Task<string> PlanAsync(int batches) => PlanAsync([.. Enumerable.Range(0, batches).Select(_ => ("report.pdf", 5L))]);

    public async Task<string> PlanAsync(params (string Name, long Size)[] files)
    {
        var matches = files.Select((file, index) => new FileMatch(
            new FileToFix($"job-{index}", file.Name, file.Size, "processing_error", "document", Verdict.SendAgain),
            new DroppedFile(index, file.Name, file.Name, file.Size),
            MatchedBy.Name));
        var (id, problem) = await Service.StartAsync(
            BatchId.Parse(Source), ResubmissionPlan.Of(matches, sendsDoubtful: true), "reports-collection", forceOverwrite: true, "Ada", includesSent: true, Cancellation);
        Assert.Null(problem);
        return id!;
    }

    public async Task<ResubmittedBatch> BatchAsync(string id, int number) =>
        (await Service.FindAsync(id, Cancellation)).Value!.Batches.Single(batch => batch.Number == number);

    public async Task<IReadOnlyList<ResubmittedBatchState>> StatesAsync(string id) =>
        [.. (await Service.FindAsync(id, Cancellation)).Value!.Batches.Select(batch => batch.State)];

    /// <summary>Sends one batch as the page's script does. Each file is so many bytes.</summary>
    public async Task<(HttpStatusCode Status, Answer? Answer)> SendAsync(string id, int number, params int[] sizes)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (place, size) in (sizes.Length == 0 ? [5] : sizes).Index())
        {
            form.Add(new ByteArrayContent(new byte[size]), place.ToString(CultureInfo.InvariantCulture), "file");
        }

        return await SendAsync(id, number, form);
    }

    public async Task<(HttpStatusCode Status, Answer? Answer)> SendAsync(string id, int number, HttpContent content)
    {
        using var response = await App.Client.PostAsync($"/resubmissions/{id}/batches/{number}", content, Cancellation);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<Answer>(Cancellation));
    }

    /// <summary>What the script is told.</summary>
    public sealed record Answer(string? State, string? Sentence, string? BatchId, bool GoesOn);
}
