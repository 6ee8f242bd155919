using BatchDashboard.Components.Following;
using BatchDashboard.Components.Jobs;
using BatchDashboard.Components.Resubmission;
using MudBlazor.Services;

namespace BatchDashboard.Components;

public static class PageServices
{
    /// <summary>
    /// The longest message that a browser may send to its circuit. One that is longer ends the connection without a word,
    /// so it is more than the longest text that any input takes: what is typed comes twice in one message, and a letter has
    /// up to six bytes there.
    /// </summary>
    private const long MaxMessageBytes = 4 * 1_048_576;

    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents()
            .AddHubOptions(hub => hub.MaximumReceiveMessageSize = MaxMessageBytes);
        services.AddMudServices();
        services.AddSingleton<Handoff>();
        services.AddScoped<Browser>();
        services.AddScoped<BrowserNotices>();
        services.AddScoped<Announcer>();
        services.AddScoped<JobSelection>();
        services.AddScoped<DroppedFiles>();
        return services;
    }

    /// <summary>The routing, and before it what gives the page that says so to what no page answers to.</summary>
    public static WebApplication UsePages(this WebApplication app)
    {
        app.Use(AnswerHeadAsGet);
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseRouting();
        app.UseAntiforgery();
        return app;
    }

    /// <summary>Pages are mapped for GET alone, and monitors ask with HEAD.</summary>
    private static async Task AnswerHeadAsGet(HttpContext context, RequestDelegate next)
    {
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await next(context);
            return;
        }

        context.Request.Method = HttpMethods.Get;
        context.Response.Body = Stream.Null;
        await next(context);
    }

    public static WebApplication MapPages(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        return app;
    }
}
