using System.Globalization;

namespace BatchDashboard.Sandbox;

/// <summary>Whether the service is well, and what is left of the hour's requests.</summary>
internal sealed class ServiceStatusEndpoint(TimeProvider time)
{
    private static readonly string[] Components = ["api", "processing", "storage", "search"];

    public Task StatusAsync(HttpContext context) =>
        SandboxWriter.DataAsync(context, "Service status retrieved successfully", json =>
        {
            json.WriteString("status", "operational");
            json.WriteString("version", "1.0.0-sandbox");
            json.WriteString("timestamp", JobWriter.Time(time.GetUtcNow()));
            json.WriteStartObject("components");
            foreach (var component in Components)
            {
                json.WriteString(component, "operational");
            }

            json.WriteEndObject();
            json.WriteStartObject("account");
            json.WriteString("tier", "sandbox");
            json.WriteStartObject("rate_limits");
            // The gate has counted this request already, and its headers say what is left.
            var headers = context.Response.Headers;
            json.WriteNumber("limit", RateWindow.Limit);
            json.WriteNumber("remaining", Number(headers, "X-RateLimit-Remaining"));
            json.WriteNumber("reset_time", Number(headers, "X-RateLimit-Reset"));
            json.WriteEndObject();
            json.WriteEndObject();
        });

    private static long Number(IHeaderDictionary headers, string name) =>
        long.Parse(headers[name].ToString(), CultureInfo.InvariantCulture);
}
