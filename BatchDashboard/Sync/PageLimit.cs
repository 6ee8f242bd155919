namespace BatchDashboard.Sync;

/// <summary>The most jobs a page that the server grants, learned from its answers: no maximum is documented.</summary>
public sealed class PageLimit
{
    private int _limit = int.MaxValue;

    /// <summary>The size that a page will have when <paramref name="asked"/> is asked for, as far as is known.</summary>
    public int Of(int asked) => Math.Min(asked, Volatile.Read(ref _limit));

    public void Learn(int asked, GrantedPage page)
    {
        // A server may name the rows of its last page as its size, which limits nothing.
        if (page.Size < asked && !page.IsLast)
        {
            Volatile.Write(ref _limit, page.Size);
        }
    }
}
