namespace BatchDashboard.Components;

/// <summary>Says the outcome of an action in the page's live region. One a circuit.</summary>
public sealed class Announcer
{
    public event EventHandler? Changed;

    public string Text { get; private set; } = "";

    public void Say(string text)
    {
        // A screen reader keeps silent when a text stays the same: the same outcome twice gets an invisible difference.
        Text = Text == text ? text + '\u00a0' : text;
        Changed?.Invoke(this, EventArgs.Empty);
    }
}
