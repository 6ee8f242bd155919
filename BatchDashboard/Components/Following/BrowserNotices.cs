using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace BatchDashboard.Components.Following;

/// <summary>Whether this browser shows notifications of the dashboard.</summary>
public enum NoticeConsent
{
    /// <summary>Not asked yet.</summary>
    Open,
    Granted,
    /// <summary>Somebody said no; only the browser's own settings can change that.</summary>
    Refused,
    /// <summary>The browser has none, or has them only under https.</summary>
    Unsupported,
}

/// <summary>Notifications of the browser, shown while a tab of the dashboard is open. One a circuit.</summary>
public sealed class BrowserNotices(IJSRuntime js) : IAsyncDisposable
{
    private IJSObjectReference? _module;

    /// <summary>Somebody was asked, so what other parts of the page say may be old.</summary>
    public event EventHandler? Changed;

    public NoticeConsent Permission { get; private set; } = NoticeConsent.Open;

    public async Task StartAsync(ResourceAssetCollection assets)
    {
        _module ??= await js.InvokeAsync<IJSObjectReference>("import", "./" + assets["js/following.js"]);
        if (_module is not null)
        {
            Permission = Read(await _module.InvokeAsync<string>("permission"));
        }
    }

    /// <summary>Only after a click: browsers hold it against a page that asks by itself.</summary>
    public async Task AskAsync()
    {
        if (_module is not null)
        {
            Permission = Read(await _module.InvokeAsync<string>("ask"));
            Changed?.Invoke(this, EventArgs.Empty);
        }
    }

    /// <param name="tag">Tabs that show the same tag show one notification.</param>
    public async Task ShowAsync(string title, string text, string url, string tag)
    {
        if (_module is not null && Permission == NoticeConsent.Granted)
        {
            await _module.InvokeAsync<bool>("show", title, text, url, tag);
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
            // The browser is gone, and its module with it.
        }
    }

    private static NoticeConsent Read(string? word) => word switch
    {
        "granted" => NoticeConsent.Granted,
        "denied" => NoticeConsent.Refused,
        "unsupported" => NoticeConsent.Unsupported,
        _ => NoticeConsent.Open,
    };
}
