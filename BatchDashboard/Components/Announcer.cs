namespace BatchDashboard.Components;

/// <summary>Says the outcome of an action in the page's live region. One a circuit.</summary>
public sealed class Announcer
{
    public event EventHandler? Changed;

    public string Text { get; private set; } = "";

    public void Say(string text)
    {
        if (Text != text)
        {
            Text = text;
            Changed?.Invoke(this, EventArgs.Empty);
        }
    }
}
