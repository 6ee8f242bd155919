using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Components;

namespace BatchDashboard.Components;

/// <summary>
/// A page over one question to the results service: asks it anew when the URL changes or the batch does, keeps what is
/// shown until the new answer is there, and hands a prerendered answer over to the circuit.
/// </summary>
/// <typeparam name="T">What the page shows.</typeparam>
public abstract partial class ResultsPage<T> : ComponentBase, IAsyncDisposable
    where T : class
{
    /// <summary>The first HTML waits this long for its data; after it the skeleton goes out and the circuit brings the data.</summary>
    private static readonly TimeSpan PrerenderPatience = TimeSpan.FromSeconds(4);

    private readonly CancellationTokenSource _gone = new();
    private CancellationTokenSource? _loading;
    private Task _load = Task.CompletedTask;
    private PersistingComponentStateSubscription _persisting;
    private string? _question;

    protected ResultsPage() => Gone = _gone.Token;

    [Inject]
    protected IResultsService Results { get; set; } = default!;

    [Inject]
    protected NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private Handoff Handoff { get; set; } = default!;

    [Inject]
    private PersistentComponentState Persistent { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [CascadingParameter]
    private HttpContext? Http { get; set; }

    /// <summary>What is shown; null while nothing is known yet.</summary>
    protected Answer<T>? Answer { get; private set; }

    /// <summary>Ends what the page began when it is left.</summary>
    protected CancellationToken Gone { get; }

    /// <summary>True while a newer answer is awaited.</summary>
    protected bool IsBusy { get; private set; }

    /// <summary>Changes when another question is to be asked.</summary>
    protected abstract string Question { get; }

    /// <summary>Asks the question.</summary>
    protected abstract Task<Answer<T>> AskAsync(CancellationToken cancellation);

    /// <summary>The batch whose changes are shown as they come; null for any batch.</summary>
    protected virtual BatchId? Watched => null;

    /// <summary>False for a page that no batch can change.</summary>
    protected virtual bool IsWatching => true;

    /// <summary>True when what is shown still fits while another question is being answered, e.g. another page of the same batch.</summary>
    protected virtual bool KeepsShowing(T shown) => true;

    /// <summary>After a new answer is there, before it is drawn.</summary>
    protected virtual void OnAnswered()
    {
    }

    /// <summary>The page is left.</summary>
    protected virtual void OnLeft()
    {
    }

    protected override void OnInitialized()
    {
        _persisting = Persistent.RegisterOnPersisting(Persist);
        Navigation.LocationChanged += OnLocationChanged;
    }

    protected override Task OnParametersSetAsync()
    {
        _path = PathOf(Navigation.Uri);
        return AskIfNewAsync();
    }

    private async Task AskIfNewAsync()
    {
        if (_question == Question)
        {
            return;
        }

        var first = _question is null;
        _question = Question;
        if (Answer?.Value is { } shown && !KeepsShowing(shown))
        {
            Answer = null;
        }

        if (first && RendererInfo.IsInteractive && TakeHandedOver())
        {
            OnAnswered();
            return;
        }

        var load = _load = LoadAsync();
        if (RendererInfo.IsInteractive)
        {
            await load;
        }
        else
        {
            await Task.WhenAny(load, Task.Delay(PrerenderPatience, Time, _gone.Token));
            if (load.IsCompleted)
            {
                await load;
            }
        }

        if (Answer is { Value: null, Problem.Kind: ProblemKind.NotFound } && Http is { Response.HasStarted: false })
        {
            // Set earlier, the status alone would end the answer, without this page's way on.
            Http.Response.OnStarting(() =>
            {
                Http.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            });
        }
    }

    /// <summary>Asks again, e.g. after an action.</summary>
    protected async Task ReloadAsync()
    {
        await (_load = LoadAsync());
        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        OnLeft();
        Navigation.LocationChanged -= OnLocationChanged;
        _subscription?.Dispose();
        _persisting.Dispose();
        await _gone.CancelAsync();
        _gone.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task LoadAsync()
    {
        if (_gone.IsCancellationRequested)
        {
            return;
        }

        using var loading = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
        var earlier = _loading;
        _loading = loading;
        if (earlier is not null)
        {
            await earlier.CancelAsync();
        }

        var token = loading.Token;
        _heard = Results.Announced(Watched);
        IsBusy = true;
        try
        {
            var answer = await AskAsync(token);
            if (!token.IsCancellationRequested)
            {
                Answer = answer;
                IsBusy = false;
                OnAnswered();
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // A newer question took this one's place, or the page is gone.
        }
        finally
        {
            if (_loading == loading)
            {
                _loading = null;
            }
        }
    }

    private Task Persist()
    {
        if (Answer is not null)
        {
            Persistent.PersistAsJson(StateKey, Handoff.Keep(new HandedOver(Question, Answer, _heard)));
        }

        return Task.CompletedTask;
    }

    private bool TakeHandedOver()
    {
        if (!Persistent.TryTakeFromJson<string>(StateKey, out var ticket)
            || Handoff.Take<HandedOver>(ticket) is not { } handed
            || handed.Question != Question)
        {
            return false;
        }

        (Answer, _heard) = (handed.Answer, handed.Heard);
        return true;
    }

    private string StateKey => GetType().Name;

    /// <param name="Heard">Changes that were announced before the answer was asked for.</param>
    private sealed record HandedOver(string Question, Answer<T> Answer, long Heard);
}
