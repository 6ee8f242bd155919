using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using BatchDashboard.Benchmarks.Copies;
using BatchDashboard.Benchmarks.Measures;
using BatchDashboard.Benchmarks.Processes;
using BatchDashboard.Benchmarks.Source;
using BatchDashboard.Data;
using BatchDashboard.Lineage;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Benchmarks.Resolution;

/// <summary>4 GB of corrected files, from a client through the app to an API that only counts the bytes.</summary>
internal static class UploadPart
{
    public const string Group = "Upload through the server";
    public const string Peak = "extra memory at its peak";
    public const long Bytes = Batches * (long)FilesOfABatch * FileBytes;

    private const string Resubmission = "upload";
    private const int Batches = 43;
    private const int FilesOfABatch = 25;
    private const int FileBytes = 4_000_000;

    public static async Task<IReadOnlyList<Measure>> RunAsync(CancellationToken cancellation)
    {
        var data = BenchmarkOptions.Scratch("upload");
        CopiedBatch.Remove(data);
        Directory.CreateDirectory(data);
        await PlanAsync(data, cancellation);
        await using var source = await SourceServer.StartAsync(0, cancellation);
        await using var app = await Dashboard.StartLiveAsync(DashboardData.OnSqlite(data), source, cancellation);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = app.Url, Timeout = Timeout.InfiniteTimeSpan };

        // What every process compiles once is no part of an upload.
        await SendAsync(http, 1, cancellation);
        var idle = app.Figures.ResidentMegabytes;
        Progress.Say($"{Bytes / 1e9:N1} GB through the app");
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var peak = app.Figures.WatchPeakAsync(watching.Token);
        var rates = new List<double>();
        for (var batch = 2; batch <= Batches + 1; batch++)
        {
            var begun = Stopwatch.GetTimestamp();
            await SendAsync(http, batch, cancellation);
            rates.Add(FilesOfABatch * (double)FileBytes / 1048576 / Stopwatch.GetElapsedTime(begun).TotalSeconds);
        }

        await watching.CancelAsync();
        var extra = Math.Max(0, await peak - idle);
        if (source.UploadedBytes < Bytes)
        {
            throw new InvalidOperationException($"Only {source.UploadedBytes:N0} bytes of {Bytes:N0} arrived.");
        }

        CopiedBatch.Remove(data);
        return
        [
            new Measure(Group, "batch of 100 MB", 0, Subjects.Own, "MB/s", Spread.Of(rates)),
            new Measure(Group, Peak, 0, Subjects.Own, "MB", Spread.Of([extra])),
        ];
    }

    private static async Task PlanAsync(string data, CancellationToken cancellation)
    {
        await using var services = DashboardData.OnSqlite(data).Open();
        await services.PrepareDataAsync(cancellation);
        var files = Enumerable.Range(0, (Batches + 1) * FilesOfABatch).Select(at => new ResubmittedFile(
            1 + (at / FilesOfABatch), "batch-bench-failed", Name(at), Name(at), "format_error", "ChangeFile", Name(at), FileBytes));
        await services.GetRequiredService<ResubmissionStore>().CreateAsync(new NewResubmission(Resubmission, "default", false, "benchmark", [.. files]), cancellation);
    }

    private static string Name(int at) => string.Create(CultureInfo.InvariantCulture, $"file {at:00000}.pdf");

    private static async Task SendAsync(HttpClient http, int batch, CancellationToken cancellation)
    {
        using var form = new MultipartFormDataContent();
        for (var file = 0; file < FilesOfABatch; file++)
        {
            var part = new StreamContent(new Zeros(FileBytes), 65_536);
            part.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
            form.Add(part, "file", Name(((batch - 1) * FilesOfABatch) + file));
        }

        using var answer = await http.PostAsync(string.Create(CultureInfo.InvariantCulture, $"/resubmissions/{Resubmission}/batches/{batch}"), form, cancellation);
        var told = await answer.Content.ReadAsStringAsync(cancellation);
        if (!told.Contains("\"accepted\"", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"Batch {batch} was not accepted: {told}");
        }
    }

    /// <summary>A file of a length whose content takes no room.</summary>
    private sealed class Zeros(long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, _left);
            _left -= read;
            return read;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = (int)Math.Min(buffer.Length, _left);
            _left -= read;
            return ValueTask.FromResult(read);
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
