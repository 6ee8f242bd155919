using Microsoft.AspNetCore.Components;

namespace BatchDashboard.Components.Jobs;

/// <summary>Rows of the grid were selected or not; raised by wwwroot-assets/js/select.js, once for all rows of a click.</summary>
public sealed class JobsChosenEventArgs : EventArgs
{
    /// <summary>A page of the grid has no more rows.</summary>
    public const int MostKeys = 1000;

    public IReadOnlyList<string> Keys { get; set; } = [];

    public bool Chosen { get; set; }
}

/// <summary>Makes <c>@onjobschosen</c> known to Razor, which looks for a class of this name.</summary>
[EventHandler("onjobschosen", typeof(JobsChosenEventArgs))]
public static class EventHandlers;
