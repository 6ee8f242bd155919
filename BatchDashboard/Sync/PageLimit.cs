using BatchDashboard.Wickson;

namespace BatchDashboard.Sync;

/// <summary>The jobs a page that are worth asking for, learned from the server's answers: no maximum is documented (docs/decisions/0005).</summary>
public sealed class PageLimit
{
    /// <summary>A page of so many jobs is made and read within any time-out, and smaller ones would cost too many requests.</summary>
    public const int SmallestSlowPage = 1000;

    private const int SmallestLargePage = 25;

    // Costs are told before the first page is granted; more than this would be hoping.
    private const int Expected = 1000;

    // What servers refuse to exceed is mostly a round number.
    private static readonly int[] RoundSizes = [5000, 1000, 500, 200, 100];

    private int _limit = int.MaxValue;
    private int _workable = int.MaxValue;
    private int _granted = Expected;

    /// <summary>The size that a page will have when <paramref name="asked"/> is asked for, as far as is known.</summary>
    public int Of(int asked) => Math.Min(asked, Volatile.Read(ref _limit));

    /// <summary>The size that a copy asks for: one that the server grants, in time, and that can be read.</summary>
    public int ForCopies(int wanted) => Math.Min(Of(wanted), Volatile.Read(ref _workable));

    /// <summary>The size to count costs by, before anything is asked.</summary>
    public int ForCosts(int wanted) => Math.Min(ForCopies(wanted), Volatile.Read(ref _granted));

    public void Learn(int asked, GrantedPage page)
    {
        // A server may name the rows of its last page as its size, which limits nothing.
        if (page.Size < asked && !page.IsLast)
        {
            Volatile.Write(ref _limit, page.Size);
        }

        if (page.Rows == page.Size && page.Size > Volatile.Read(ref _granted))
        {
            Volatile.Write(ref _granted, page.Size);
        }
    }

    /// <summary>The size to try after a page could not be had because it is large, which is remembered; null when its size is not to blame.</summary>
    /// <param name="isProven">The server has granted pages of this size, so that it does not refuse the size.</param>
    public int? After(WicksonError error, int size, bool isProven)
    {
        var smaller = error.Failure switch
        {
            WicksonFailure.TooLarge when size / 2 >= SmallestLargePage => size / 2,
            WicksonFailure.TimedOut when size > SmallestSlowPage => Math.Max(SmallestSlowPage, size / 2),
            WicksonFailure.Rejected when !isProven && (int?)error.Status is 400 or 413 or 416 or 422 => Array.Find(RoundSizes, round => round < size),
            _ => 0,
        };
        if (smaller == 0)
        {
            return null;
        }

        Volatile.Write(ref _workable, Math.Min(smaller, Volatile.Read(ref _workable)));
        return smaller;
    }
}
