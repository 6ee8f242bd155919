using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace BatchDashboard.Components;

/// <summary>What only the browser can do, over the one script module of the app.</summary>
public sealed class Browser(IJSRuntime js) : IAsyncDisposable
{
    private IJSObjectReference? _module;

    /// <summary>Marks the page as answering to clicks, and tells the browser's IANA time zone.</summary>
    public async Task<string> StartAsync(ResourceAssetCollection assets)
    {
        _module ??= await js.InvokeAsync<IJSObjectReference>("import", "./" + assets["js/app.js"]);
        return await _module.InvokeAsync<string>("start");
    }

    public async Task SaveAsync(Viewer viewer)
    {
        if (_module is not null)
        {
            await _module.InvokeVoidAsync("save", Viewer.CookieName, viewer.ToCookie(), viewer.Theme);
        }
    }

    /// <summary>False when the browser refused.</summary>
    public async Task<bool> CopyAsync(string text) =>
        _module is not null && await _module.InvokeAsync<bool>("copy", text);

    /// <summary>Opens a dialog over the page: the focus goes into it, Escape closes it, and what opened it gets the focus back.</summary>
    public async Task ShowDialogAsync(ElementReference dialog)
    {
        if (_module is not null)
        {
            await _module.InvokeVoidAsync("showDialog", dialog);
        }
    }

    public async Task CloseDialogAsync(ElementReference dialog)
    {
        if (_module is not null)
        {
            await _module.InvokeVoidAsync("closeDialog", dialog);
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
}
