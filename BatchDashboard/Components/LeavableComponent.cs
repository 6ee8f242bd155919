using Microsoft.AspNetCore.Components;

namespace BatchDashboard.Components;

/// <summary>A component that begins what may still be under way when it is left.</summary>
public abstract class LeavableComponent : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _gone = new();

    protected LeavableComponent() => Gone = _gone.Token;

    /// <summary>Ends what the component began when it is left.</summary>
    protected CancellationToken Gone { get; }

    public void Dispose()
    {
        OnLeft();
        _gone.Cancel();
        _gone.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The component is left.</summary>
    protected virtual void OnLeft()
    {
    }
}
