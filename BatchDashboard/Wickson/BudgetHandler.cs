namespace BatchDashboard.Wickson;

/// <summary>Takes each request out of the budget, and tells it what the answer says. Stands below the retries, which are requests, too.</summary>
internal sealed class BudgetHandler(RequestBudget budget, TimeProvider time) : DelegatingHandler
{
    private static readonly HttpRequestOptionsKey<RequestPurpose> PurposeKey = new("Wickson.Purpose");

    public static void MarkPurpose(HttpRequestMessage request, RequestPurpose purpose) => request.Options.Set(PurposeKey, purpose);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Options.TryGetValue(PurposeKey, out var purpose);
        var ticket = budget.Take(purpose);
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            budget.Settle(ticket, RateAnswer.Of(response, time.GetUtcNow()));
            return response;
        }
        catch (HttpRequestException failure) when (NeverArrived(failure))
        {
            budget.GiveBack(ticket);
            throw;
        }
        catch
        {
            budget.Settle(ticket, answer: null);
            throw;
        }
    }

    /// <summary>No connection was made, so nothing was sent.</summary>
    public static bool NeverArrived(HttpRequestException failure) => failure.HttpRequestError is HttpRequestError.NameResolutionError
        or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;
}
