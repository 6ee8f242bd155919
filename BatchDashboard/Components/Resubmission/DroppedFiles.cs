using BatchDashboard.Resolution.Resubmission;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace BatchDashboard.Components.Resubmission;

/// <summary>
/// The files that this browser page holds: their names and sizes are here, their content stays there until it is sent. One a
/// circuit; gone with the page.
/// </summary>
public sealed class DroppedFiles(IJSRuntime js, ResubmissionService service) : IAsyncDisposable
{
    /// <summary>More names than this are not taken: each costs memory on the server.</summary>
    public const int MostFiles = 250_000;

    /// <summary>One batch is read by the API while the next is on its way.</summary>
    private const int AtOnce = 2;

    private readonly List<DroppedFile> _files = [];
    private readonly Dictionary<string, IReadOnlyDictionary<int, IReadOnlyList<int>>> _plans = new(StringComparer.Ordinal);
    private DotNetObjectReference<DroppedFiles>? _self;
    private IJSObjectReference? _module;
    private string? _sending;
    private string? _batch;

    /// <summary>Files came or went, or the sending ended. Raised on the circuit.</summary>
    public event EventHandler? Changed;

    public IReadOnlyList<DroppedFile> Files => _files;

    /// <summary>Folders are being read.</summary>
    public bool IsReading { get; private set; }

    /// <summary>Files and folders of the drops that the browser could not read.</summary>
    public int Unread { get; private set; }

    public bool IsFull => _files.Count >= MostFiles;

    /// <summary>The resubmission that this page is sending now.</summary>
    public string? Sending => _sending;

    /// <summary>Listens to a drop zone and the inputs in it.</summary>
    public async Task AttachAsync(ElementReference zone, ResourceAssetCollection assets)
    {
        _self ??= DotNetObjectReference.Create(this);
        _module ??= await js.InvokeAsync<IJSObjectReference>("import", "./" + assets["js/resubmit.js"]);
        await _module.InvokeVoidAsync("attach", zone, _self);
    }

    /// <summary>The files are for the failed ones of this batch: those that were dropped for another are forgotten, unless they are being sent.</summary>
    public Task BelongToAsync(string batch)
    {
        var isOther = _batch is not null && _batch != batch;
        _batch = batch;
        return isOther ? ClearAsync() : Task.CompletedTask;
    }

    /// <summary>Forgets all files but those that are being sent.</summary>
    public async Task ClearAsync()
    {
        if (_module is not null && _sending is null)
        {
            await _module.InvokeVoidAsync("clear");
            _files.Clear();
            _plans.Clear();
            Unread = 0;
            Changed?.Invoke(this, EventArgs.Empty);
        }
    }

    /// <summary>The batches of a resubmission whose files this page holds: by number the files' numbers.</summary>
    public void Plan(string id, IReadOnlyDictionary<int, IReadOnlyList<int>> batches) => _plans[id] = batches;

    public bool Has(string id, int number) => _plans.TryGetValue(id, out var plan) && plan.ContainsKey(number);

    /// <summary>Begins to send batches. False when this page is sending already, or has not their files.</summary>
    public async Task<bool> SendAsync(string id, IEnumerable<int> numbers)
    {
        if (_module is null || _sending is not null || !_plans.TryGetValue(id, out var plan))
        {
            return false;
        }

        var batches = numbers.Where(plan.ContainsKey).Select(number => new BatchToSend(number, plan[number])).ToList();
        if (batches.Count == 0)
        {
            return false;
        }

        _sending = id;
        var hasBegun = false;
        try
        {
            hasBegun = await _module.InvokeAsync<bool>("begin", id, batches, AtOnce, _self);
        }
        finally
        {
            _sending = hasBegun ? id : null;
        }

        return hasBegun;
    }

    public async Task StopAsync()
    {
        if (_module is not null && _sending is not null)
        {
            await _module.InvokeVoidAsync("stop");
        }
    }

    [JSInvokable]
    public void Begin()
    {
        IsReading = true;
        Changed?.Invoke(this, EventArgs.Empty);
    }

    [JSInvokable]
    public void Add(DroppedFile[] files)
    {
        // What a browser sends may be anything.
        var sound = (files ?? []).Where(file => file is { Name: not null, Path: not null, SizeBytes: >= 0, Index: >= 0 });
        _files.AddRange(sound.Take(MostFiles - _files.Count));
        Changed?.Invoke(this, EventArgs.Empty);
    }

    [JSInvokable]
    public void End(int unread)
    {
        IsReading = false;
        Unread += Math.Max(0, unread);
        Changed?.Invoke(this, EventArgs.Empty);
    }

    [JSInvokable]
    public void Sent()
    {
        _sending = null;
        Changed?.Invoke(this, EventArgs.Empty);
    }

    [JSInvokable]
    public async Task UnreadableAsync(int number, int place)
    {
        if (_sending is { } id)
        {
            Forget(id, number, place);
            await service.UnreadableAsync(id, number, place, CancellationToken.None);
        }
    }

    // Kept, it would be taken for the same file when that is chosen again.
    private void Forget(string id, int number, int place)
    {
        if (_plans.TryGetValue(id, out var plan) && plan.TryGetValue(number, out var files) && place >= 0 && place < files.Count)
        {
            _files.RemoveAll(file => file.Index == files[place]);
            _plans[id] = plan.Where(batch => batch.Key != number).ToDictionary();
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_module is not null)
            {
                await _module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and its files with it.
        }

        _self?.Dispose();
    }

    private sealed record BatchToSend(int Number, IReadOnlyList<int> Files);
}
