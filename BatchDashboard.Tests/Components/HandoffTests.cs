using BatchDashboard.Components;
using BatchDashboard.Components.Pages;
using BatchDashboard.Wickson;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Components;

/// <summary>What was loaded for the first HTML is what the circuit shows: nobody is asked twice.</summary>
public sealed class HandoffTests : PageTest
{
    private const string Key = nameof(OneBatch);

    [Fact]
    public void The_circuit_takes_over_what_was_prerendered()
    {
        var ticket = Prerender();

        PersistedState.Persist(Key, ticket);
        var page = Render<OneBatch>(parameters => parameters.Add(shown => shown.BatchIdText, "batch-abc123"));

        Assert.Single(Results.Asked);
        Assert.Equal("Monthly Reports Processing", page.Find("h1").TextContent);
    }

    [Fact]
    public async Task What_changed_between_the_first_html_and_the_circuit_is_asked_for_again()
    {
        var ticket = Prerender();
        await DisposeComponentsAsync();
        Results.Change(BatchId.Parse("batch-abc123"));
        Results.Asked.Clear();

        PersistedState.Persist(Key, ticket);
        var page = Render<OneBatch>(parameters => parameters.Add(shown => shown.BatchIdText, "batch-abc123"));
        Time.Advance(TimeSpan.FromSeconds(1));

        page.WaitForAssertion(() => Assert.Equal(["batch batch-abc123"], Results.Asked));
    }

    [Fact]
    public void A_ticket_is_good_once_and_only_for_its_own_question()
    {
        var ticket = Prerender();
        PersistedState.Persist(Key, ticket);
        Render<OneBatch>(parameters => parameters.Add(shown => shown.BatchIdText, "batch-other"));
        Assert.Equal(["batch batch-abc123", "batch batch-other"], Results.Asked);

        Render<OneBatch>(parameters => parameters.Add(shown => shown.BatchIdText, "batch-abc123"));
        Assert.Equal(3, Results.Asked.Count);
    }

    [Fact]
    public void A_forged_ticket_is_nothing()
    {
        var handoff = Services.GetRequiredService<Handoff>();

        Assert.Null(handoff.Take<object>("forged"));
        Assert.Null(handoff.Take<object>(null));
        Assert.Null(handoff.Take<Uri>(handoff.Keep("of another kind")));
    }

    private string Prerender()
    {
        Render<OneBatch>(parameters => parameters.Add(shown => shown.BatchIdText, "batch-abc123"));
        PersistedState.TriggerOnPersisting();
        Assert.True(PersistedState.TryTake<string>(Key, out var ticket));
        return ticket!;
    }
}
